// Where a session is kept. Any object with these three methods will do: localStorage, sessionStorage, React Native's AsyncStorage.

/** Three methods of Web Storage; each may also answer with a promise. */
export interface TokenStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

/** Keeps a session in memory: it ends with the page or the process. */
export class MemoryStorage implements TokenStorage {
  readonly #kept = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }

  removeItem(key: string): void {
    this.#kept.delete(key);
  }
}

/** The default: gone with the page. Nothing a script of somebody else could read later. */
export function memoryStorage(): TokenStorage {
  return new MemoryStorage();
}

/** `local`: survives the browser, and is shared by all tabs. `session`: survives a reload of this tab. Where there is no such
 * storage (on a server, or where a person forbids it), it is memory. */
export function browserStorage(which: "local" | "session"): TokenStorage {
  const memory = new MemoryStorage();
  const place = (): TokenStorage => {
    try {
      // reading the property is what throws where storage is forbidden
      const found = which === "local" ? globalThis.localStorage : globalThis.sessionStorage;
      return found ?? memory;
    } catch {
      return memory;
    }
  };
  return {
    getItem: (key) => memory.getItem(key) ?? place().getItem(key),
    setItem: (key, value) => {
      try {
        const kept = place();
        if (kept !== memory) memory.removeItem(key);
        return kept.setItem(key, value);
      } catch {
        // full: and what was there before is spent
        place().removeItem(key);
        memory.setItem(key, value);
      }
    },
    removeItem: (key) => {
      memory.removeItem(key);
      return place().removeItem(key);
    },
  };
}

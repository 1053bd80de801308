// One at a time: in this program, and among the tabs that share a storage. The tokens' rotation needs it.
import { MemoryStorage, type TokenStorage } from "./storage.js";

/** Milliseconds a tab may hold the turn without Web Locks, in case it is closed meanwhile. */
const LEASE = 20_000;
/** Milliseconds between two looks at who holds it. */
const LOOK = 50;

/** Milliseconds a turn lasts after its work: a browser takes a moment to show another tab what was written. */
const SETTLE = 25;

const turns = new WeakMap<TokenStorage, Promise<unknown>>();

/** Runs `work` while nobody else who shares this storage runs theirs. */
export function oneAtATime<Value>(storage: TokenStorage, name: string, work: () => Promise<Value>): Promise<Value> {
  const before = turns.get(storage) ?? Promise.resolve();
  const turn = before.then(() => amongTabs(storage, name, work));
  turns.set(
    storage,
    turn.catch(() => undefined),
  );
  return turn;
}

function amongTabs<Value>(storage: TokenStorage, name: string, work: () => Promise<Value>): Promise<Value> {
  // nobody else can reach what is in memory, and a program without a document has no other tabs
  if (storage instanceof MemoryStorage || typeof document === "undefined") return work();
  if (typeof navigator === "undefined" || navigator.locks === undefined) return leased(storage, `${name}.turn`, work);
  return new Promise((done, failed) => {
    let begun = false;
    const turn = async (): Promise<void> => {
      begun = true;
      // whoever waits for this work need not wait for the turn to end
      await work().then(done, failed);
      await pause(SETTLE);
    };
    // a frame in a sandbox has the locks, and may not use them
    const refused = (): void => {
      if (!begun) leased(storage, `${name}.turn`, work).then(done, failed);
    };
    try {
      navigator.locks.request(name, turn).catch(refused);
    } catch {
      refused();
    }
  });
}

// Without Web Locks (an old browser, a page without HTTPS) the storage itself says whose turn it is. Two who write at the same
// moment both look again, and one finds the other's name. Should that ever fail, the server's grace for siblings mends it.
async function leased<Value>(storage: TokenStorage, key: string, work: () => Promise<Value>): Promise<Value> {
  const mine = Math.random().toString(36).slice(2);
  try {
    await waitedFor(storage, key, mine);
  } catch {
    // a storage that fails knows no turns
  }
  try {
    return await work();
  } finally {
    await left(storage, key, mine).catch(() => undefined);
  }
}

async function waitedFor(storage: TokenStorage, key: string, mine: string): Promise<void> {
  const giveUp = Date.now() + LEASE;
  while (Date.now() < giveUp) {
    const [, until = "0"] = ((await storage.getItem(key)) ?? "").split(":");
    if (Number(until) < Date.now()) {
      await storage.setItem(key, `${mine}:${Date.now() + LEASE}`);
      await pause(LOOK / 2 + Math.random() * LOOK);
      if (await holds(storage, key, mine)) return;
    }
    await pause(LOOK);
  }
}

async function left(storage: TokenStorage, key: string, mine: string): Promise<void> {
  if (await holds(storage, key, mine)) await storage.removeItem(key);
}

async function holds(storage: TokenStorage, key: string, mine: string): Promise<boolean> {
  return ((await storage.getItem(key)) ?? "").startsWith(`${mine}:`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

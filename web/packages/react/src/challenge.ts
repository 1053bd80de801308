// One code from the wish to the proof: the states, the server's times, and what survives a reload. Knows no React.
import type { Client, ChannelWish, Failure, Result } from "@doorcode/client";

import { forget, type ReloadStorage } from "./kept.js";
import { mayArrive, routes, type Along, type Ask, type OtpPurpose, type Proof, type Route, type Sending, type Verified } from "./otp-purposes.js";

/** How far a code has come. `locked`: its tries are used up, and a new one may be asked for at once. */
export type OtpStatus = "idle" | "sending" | "sent" | "checking" | "verified" | "locked";

/** What is known of a code. The same object until something changes. */
export interface OtpState<P extends OtpPurpose> {
  readonly status: OtpStatus;
  /** What was asked; after a reload without its passwords. */
  readonly ask: Ask<P> | undefined;
  /** Where the code went: masked where the server says so, else as it was typed. */
  readonly to: string | undefined;
  /** The channel that was really used, or asked for where the server does not tell. */
  readonly channel: ChannelWish | undefined;
  /** Names the code at `client.verificationStatus` (`prove_address`), or the confirmation. */
  readonly id: string | number | undefined;
  /** The server's times, in milliseconds since 1970: until when the code can be checked, or its proof be used once it was right. */
  readonly expiresAt: number | undefined;
  readonly resendAt: number | undefined;
  /** Until when the server wants no further guess, after a 429. */
  readonly waitUntil: number | undefined;
  /** Tries left, once the server told. */
  readonly attemptsLeft: number | undefined;
  /** What went wrong last; gone with the next step. */
  readonly error: Failure | undefined;
  /** What a right code answered. */
  readonly data: Verified<P> | undefined;
}

/** Clients whose answers' `Date` may not be read: theirs is another way to learn the server's time. */
const undated = new WeakSet<Client>();

/** One challenge and its calls. Whatever is under way is joined, not repeated. */
export class Challenge<P extends OtpPurpose> {
  #state: OtpState<P>;
  /** The state before anything is restored: what a server renders. */
  readonly initial: OtpState<P> = nothing();
  #sending: Sending = {};
  #skew = 0;
  /** The proof of this code was used: it is not worth keeping. */
  #used = false;
  /** Rises with every `reset`: what was under way before is worth nothing. */
  #turn = 0;
  #underWay: { what: "send" | "verify"; done: Promise<boolean> } | undefined;
  /** A check that waits for a send to end. */
  #waiting: Promise<boolean> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #route: Route<P>;

  constructor(
    private readonly client: Client,
    purpose: P,
    private readonly storage: ReloadStorage | undefined,
    private readonly key: string,
    /** Seconds before which the server sends nothing again, for a page that may not read the server's `Date`. */
    private readonly resendSeconds: () => number | undefined,
  ) {
    this.#route = routes[purpose];
    this.#state = this.#restored() ?? this.initial;
  }

  get state(): OtpState<P> {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): OtpState<P> => this.#state;

  /** Whether this ends with the session. */
  get endsWithSession(): boolean {
    return this.#route.signedIn;
  }

  /** The server's time in milliseconds since 1970, as well as it is known. */
  now(): number {
    const { clock } = this.client;
    return clock.now() + (clock.known ? 0 : this.#skew);
  }

  /** Sends a code. The same wish again before `resendAt` is not sent: it is on its way. Answers whether one is. */
  send(ask: Ask<P>): Promise<boolean> {
    const pending = (this.#state.status === "sent" || this.#state.status === "checking") && this.now() < (this.#state.resendAt ?? 0);
    if (pending && this.#state.expiresAt !== undefined && same(this.#route.keep(ask), this.#state.ask, this.#route.keep)) {
      return Promise.resolve(true);
    }
    if (this.#underWay !== undefined) return this.#underWay.what === "send" ? this.#underWay.done : Promise.resolve(false);
    // a code for the same address lives on where this one is refused; one for another address is over, after a reload, too
    const again = sameAddress(this.#route.keep(ask), this.#state.ask, this.#route.keep);
    if (!again) {
      this.#sending = {};
      forget(this.storage, this.key);
    }
    return this.#send(ask, () => this.#route.send(this.client, ask), again ? this.#state : nothing());
  }

  /** Begins where another call has sent the code; `sent` is what it answered. */
  begin(ask: Ask<P>, sent: Sending): void {
    this.reset();
    this.#sending = sent;
    this.#become({
      status: "sent",
      ask,
      to: sent.masked_to ?? this.#route.to(ask),
      channel: sent.channel ?? ask.channel ?? undefined,
      id: sent.id,
      expiresAt: time(sent.expires_at),
      resendAt: time(sent.resend_at),
    });
  }

  /** Sends it again, also by another channel. */
  resend(channel?: ChannelWish): Promise<boolean> {
    const { ask } = this.#state;
    if (ask === undefined) return Promise.resolve(false);
    // every purpose names the channel alike; a second factor knows no `auto`, and says so
    const wish: Ask<P> = channel === undefined ? ask : { ...ask, channel };
    return this.#send(wish, () => this.#route.resend(this.client, wish, this.#sending), this.#state);
  }

  /** Checks a code, after a send that is under way. Answers whether it was right. */
  verify(code: string, along: Along<P>): Promise<boolean> {
    const { ask, status } = this.#state;
    if (this.#underWay?.what === "send") {
      const turn = this.#turn;
      return (this.#waiting ??= this.#underWay.done.then(() => {
        if (turn !== this.#turn) return false;
        this.#waiting = undefined;
        return this.#state.status === "sent" && this.verify(code, along);
      }));
    }
    if (ask === undefined || status === "verified") return Promise.resolve(false);
    return this.#join("verify", async (turn) => {
      this.#become({ status: "checking", error: undefined });
      const result = await this.#route.check(this.client, ask, this.#sending, code, along);
      if (turn !== this.#turn) return false;
      if (result.error === undefined) {
        const expiresAt = time(this.#route.proof(result.data)?.expires_at) ?? this.#state.expiresAt;
        this.#become({ status: "verified", data: result.data, expiresAt, attemptsLeft: undefined, waitUntil: undefined });
        return true;
      }
      this.#refused(result.error);
      return false;
    });
  }

  /** Hears that a verification token was used up: where it is this one, a reload begins anew. */
  proofUsed(token: string): void {
    const { data } = this.#state;
    if (data === undefined || this.#route.proof(data)?.verification_token !== token) return;
    this.#used = true;
    this.#keep();
  }

  /** Back to the beginning; forgets what was kept. */
  reset(): void {
    this.#turn += 1;
    this.#underWay = undefined;
    this.#waiting = undefined;
    this.#sending = {};
    this.#used = false;
    this.#become(nothing());
  }

  #send(ask: Ask<P>, call: () => Promise<Result<Sending>>, before: OtpState<P>): Promise<boolean> {
    return this.#join("send", async (turn) => {
      this.#used = false;
      this.#become({ ...before, status: "sending", ask, to: before.to ?? this.#route.to(ask), error: undefined, data: undefined });
      const sent = Date.now();
      const { data, error } = await call();
      if (turn !== this.#turn) return false;
      if (error !== undefined) {
        this.#notSent(error, before);
        return false;
      }
      this.#sending = { ...this.#sending, ...data };
      const resendAt = time(data.resend_at);
      this.#learn(resendAt, sent);
      // the server tells whole seconds: asked for within the last of them, it has repeated its answer and sent nothing
      const early = resendAt !== undefined && resendAt === before.resendAt && resendAt <= this.now();
      this.#become({
        status: "sent",
        to: data.masked_to ?? this.#route.to(ask),
        channel: data.channel ?? ask.channel ?? undefined,
        id: data.id ?? this.#state.id,
        expiresAt: time(data.expires_at),
        resendAt: early ? this.now() + 1000 : resendAt,
        waitUntil: undefined,
        // a resend of a living code shares its tries
        attemptsLeft: before.status === "locked" ? undefined : before.attemptsLeft,
      });
      return true;
    });
  }

  // A code that may be under way can be typed; an older one stays what it was.
  #notSent(error: Failure, before: OtpState<P>): void {
    const resendAt = error.retryAfter === undefined ? this.#state.resendAt : this.now() + error.retryAfter * 1000;
    const status = mayArrive(error) && this.#route.blind ? "sent" : before.status;
    // whoever typed the wish sees it again: nothing was there before
    const old = before.status === "idle" ? {} : before;
    const fresh = status === before.status ? {} : { attemptsLeft: undefined, data: undefined };
    this.#become({ ...old, ...fresh, status, error, resendAt });
  }

  #refused(error: Failure): void {
    const attemptsLeft = error.attemptsLeft ?? this.#state.attemptsLeft;
    const locked = error.attemptsLeft === 0;
    const waitUntil = error.code === "too_many_requests" && error.retryAfter !== undefined ? this.now() + error.retryAfter * 1000 : undefined;
    // a code that is used up holds no resend back
    this.#become({ status: locked ? "locked" : "sent", error, attemptsLeft, waitUntil, ...(locked ? { resendAt: undefined } : {}) });
  }

  #join(what: "send" | "verify", work: (turn: number) => Promise<boolean>): Promise<boolean> {
    if (this.#underWay !== undefined) return this.#underWay.what === what ? this.#underWay.done : Promise.resolve(false);
    const turn = this.#turn;
    const done = work(turn).finally(() => {
      if (turn === this.#turn) this.#underWay = undefined;
    });
    this.#underWay = { what, done };
    return done;
  }

  // Without the server's `Date`: an answer to a send is at most the resend time older than its `resend_at`.
  #learn(resendAt: number | undefined, sent: number): void {
    const seconds = this.resendSeconds();
    if ((this.client.clock.known && !undated.has(this.client)) || resendAt === undefined || seconds === undefined) return;
    undated.add(this.client);
    this.client.clock.between(resendAt - seconds * 1000, resendAt + 1000, sent, Date.now());
  }

  #become(change: Partial<OtpState<P>>): void {
    this.#state = { ...this.#state, ...change };
    this.#keep();
    for (const listener of [...this.#listeners]) listener();
  }

  #keep(): void {
    const { status, ask, to, channel, expiresAt, resendAt, attemptsLeft } = this.#state;
    try {
      const kept = ask === undefined ? undefined : this.#route.keep(ask);
      const data = this.#proof();
      if (kept !== undefined && expiresAt !== undefined && (status === "sent" || status === "locked" || data !== undefined)) {
        const { id, user_id } = this.#sending;
        const skew = this.now() - Date.now();
        this.storage?.setItem(this.key, JSON.stringify({ status, ask: kept, to, channel, expiresAt, resendAt, attemptsLeft, id, user_id, data, skew }));
      } else if (status === "idle" || status === "verified") {
        this.storage?.removeItem(this.key);
      }
    } catch {
      // storage that is full or forbidden costs the reload, and nothing else
    }
  }

  /** What a right code answered, where it is to be kept. */
  #proof(): Verified<P> | undefined {
    const { status, data } = this.#state;
    return status === "verified" && data !== undefined && !this.#used && this.#route.proof(data) !== undefined ? data : undefined;
  }

  #restored(): OtpState<P> | undefined {
    const kept = read(this.storage, this.key);
    if (kept === undefined) return undefined;
    this.#skew = kept.skew;
    if (kept.expiresAt <= this.now()) {
      forget(this.storage, this.key);
      return undefined;
    }
    this.#sending = {
      ...(kept.id === undefined ? {} : { id: kept.id }),
      ...(kept.user_id === undefined ? {} : { user_id: kept.user_id }),
      ...(kept.channel === undefined ? {} : { channel: kept.channel }),
    };
    const { status, to, channel, id, expiresAt, resendAt, attemptsLeft } = kept;
    // written by `#keep` of this purpose, under a key that names it
    const [ask, data] = [kept.ask as Ask<P>, kept.data as Verified<P> | undefined];
    return { ...nothing<P>(), status, ask, to, channel, id, expiresAt, resendAt, attemptsLeft, data };
  }
}

interface Kept {
  readonly status: "sent" | "locked" | "verified";
  readonly ask: object;
  readonly to: string | undefined;
  readonly channel: ChannelWish | undefined;
  readonly expiresAt: number;
  readonly resendAt: number | undefined;
  readonly attemptsLeft: number | undefined;
  readonly id: string | number | undefined;
  readonly user_id: number | undefined;
  readonly data: Proof | undefined;
  readonly skew: number;
}

function read(storage: ReloadStorage | undefined, key: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(key) ?? "null");
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isKept(kept: unknown): kept is Kept {
  return (
    typeof kept === "object" &&
    kept !== null &&
    "status" in kept &&
    (kept.status === "verified" ? "data" in kept && isProof(kept.data) : kept.status === "sent" || kept.status === "locked") &&
    "ask" in kept &&
    typeof kept.ask === "object" &&
    kept.ask !== null &&
    "expiresAt" in kept &&
    typeof kept.expiresAt === "number" &&
    "skew" in kept &&
    typeof kept.skew === "number"
  );
}

function isProof(data: unknown): data is Proof {
  return typeof data === "object" && data !== null && "verification_token" in data && typeof data.verification_token === "string";
}

function nothing<P extends OtpPurpose>(): OtpState<P> {
  return {
    status: "idle",
    ask: undefined,
    to: undefined,
    channel: undefined,
    id: undefined,
    expiresAt: undefined,
    resendAt: undefined,
    waitUntil: undefined,
    attemptsLeft: undefined,
    error: undefined,
    data: undefined,
  };
}

function same<P extends OtpPurpose>(wish: Ask<P> | undefined, asked: Ask<P> | undefined, keep: Route<P>["keep"]): boolean {
  return wish !== undefined && asked !== undefined && JSON.stringify(wish) === JSON.stringify(keep(asked));
}

// Whatever the channel.
function sameAddress<P extends OtpPurpose>(wish: Ask<P> | undefined, asked: Ask<P> | undefined, keep: Route<P>["keep"]): boolean {
  const address = (ask: Ask<P>): string => JSON.stringify({ ...ask, channel: undefined, locale: undefined });
  const before = asked && keep(asked);
  return wish !== undefined && before !== undefined && address(wish) === address(before);
}

function time(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

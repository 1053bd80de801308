// A code in a component: state, countdowns and steps; what it looks like is the component's business.
import type { ChannelWish, Client } from "@doorcode/client";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";

import { Challenge, type OtpState } from "./challenge.js";
import { keyOf, onSessionOver, tabStorage, tidy, type ReloadStorage } from "./kept.js";
import type { Along, Ask, OtpPurpose, Sending, Verified } from "./otp-purposes.js";
import { knownConfig, useClient } from "./provider.js";

/** What `useOtp` is given. */
export interface UseOtpOptions<P extends OtpPurpose> {
  /** What the code is for, in the server's words; it decides which operations are called. */
  readonly purpose: P;
  /** Called once when the code was right, with what the server answered and what was asked. */
  readonly onVerified?: (data: Verified<P>, ask: Ask<P>) => void;
  /** Tells two codes of one purpose in one page apart. */
  readonly name?: string;
  /** Where it survives a reload: the tab's `sessionStorage` by default, `null` for nowhere; looked at once. Never holds a code, a
   * password or a token of a session; the verification token of a right code until it is used, over or given up by `reset`. */
  readonly storage?: ReloadStorage | null;
  /** In place of the provider's. */
  readonly client?: Client;
}

/** The state of a code, and the steps it can take. */
export interface Otp<P extends OtpPurpose> extends OtpState<P> {
  /** Whole seconds until a code can be sent again, by the server's clock; 0 when it can. */
  readonly resendIn: number;
  /** Whole seconds the code lives, or its proof once it was right; 0 when it is over, `undefined` when nothing was sent. */
  readonly expiresIn: number | undefined;
  /** Whole seconds until the server takes a further guess, after a 429; otherwise 0. */
  readonly retryIn: number;
  /** Whether `send` would send to the same address now. Another one need not wait: `reset` when it is typed. */
  readonly canSend: boolean;
  /** Whether `resend` would send now. */
  readonly canResend: boolean;
  /** Whether a code can be checked now. */
  readonly canVerify: boolean;
  /** Sends a code; joins what is under way. Answers whether one is on its way. */
  readonly send: (ask: Ask<P>) => Promise<boolean>;
  /** Begins at `sent` where another call has sent the code (`client.register`, your own back end); `sent` is what that call answered. */
  readonly begin: (ask: Ask<P>, sent: Sending) => void;
  /** Sends it again, also by another channel. Before `resendAt` the server repeats its answer, and sends nothing by the same channel. */
  readonly resend: (channel?: ChannelWish) => Promise<boolean>;
  /** Checks a code, with what the server asked for besides; joins a check that is under way, and waits for a send that is. Answers
   * whether it was right. */
  readonly verify: (code: string, along?: Along<P>) => Promise<boolean>;
  /** Back to the beginning, for another address; forgets a proof. */
  readonly reset: () => void;
}

/** A one-time code: send it, count down, check it. Works under StrictMode, with double clicks, and over a reload. */
export function useOtp<P extends OtpPurpose>(options: UseOtpOptions<P>): Otp<P> {
  const client = useClient(options.client);
  const { purpose, name, storage } = options;
  const [held, setHeld] = useState(() => hold(client, purpose, name, storage));
  let { challenge } = held;
  if (held.client !== client || held.purpose !== purpose || held.name !== name) {
    const next = hold(client, purpose, name, storage);
    challenge = next.challenge;
    setHeld(next);
  }
  const state = useSyncExternalStore(challenge.subscribe, challenge.snapshot, () => challenge.initial);

  // the newest callback, and only while the component is there
  const onVerified = useRef<UseOtpOptions<P>["onVerified"]>(undefined);
  useEffect(() => {
    onVerified.current = options.onVerified;
    return () => {
      onVerified.current = undefined;
    };
  });

  // what belongs to a session is over with it
  useEffect(() => {
    if (!challenge.endsWithSession) return;
    return onSessionOver(client, () => challenge.reset());
  }, [client, challenge]);

  // a proof that was used is not found again after a reload
  useEffect(() => client.onProofUsed((token) => challenge.proofUsed(token)), [client, challenge]);

  const now = useServerTime(challenge, [state.resendAt, state.expiresAt, state.waitUntil]);
  const resendIn = secondsUntil(state.resendAt, now) ?? 0;
  const expiresIn = secondsUntil(state.expiresAt, now);
  const retryIn = secondsUntil(state.waitUntil, now) ?? 0;
  const busy = state.status === "sending" || state.status === "checking";

  const send = useCallback((ask: Ask<P>) => challenge.send(ask), [challenge]);
  const begin = useCallback((ask: Ask<P>, sent: Sending) => challenge.begin(ask, sent), [challenge]);
  const resend = useCallback((channel?: ChannelWish) => challenge.resend(channel), [challenge]);
  const checked = useRef<Promise<boolean>>(undefined);
  const verify = useCallback(
    async (code: string, along?: Along<P>) => {
      const check = challenge.verify(code, along ?? {});
      // two clicks are one check: whoever began it tells
      const begun = check !== checked.current;
      checked.current = check;
      const right = await check;
      const { data, ask } = challenge.state;
      if (right && begun && data !== undefined && ask !== undefined) onVerified.current?.(data, ask);
      return right;
    },
    [challenge],
  );
  const reset = useCallback(() => challenge.reset(), [challenge]);

  return {
    ...state,
    resendIn,
    expiresIn,
    retryIn,
    canSend: !busy && resendIn === 0,
    canResend: !busy && (state.status === "sent" || state.status === "locked") && resendIn === 0,
    canVerify: state.status === "sent" && retryIn === 0,
    send,
    begin,
    resend,
    verify,
    reset,
  };
}

interface Held<P extends OtpPurpose> {
  readonly client: Client;
  readonly purpose: P;
  readonly name: string | undefined;
  readonly challenge: Challenge<P>;
}

function hold<P extends OtpPurpose>(
  client: Client,
  purpose: P,
  name: string | undefined,
  storage: ReloadStorage | null | undefined,
): Held<P> {
  const key = keyOf(purpose, name);
  const others = tidy(client);
  if (storage !== undefined && storage !== null) others.set(key, storage);
  const place = storage === undefined ? tabStorage() : (storage ?? undefined);
  const challenge = new Challenge(client, purpose, place, key, () => knownConfig(client)?.resend_seconds);
  return { client, purpose, name, challenge };
}

/** The server's time, renewed with every second as long as one of `until` is ahead. */
function useServerTime(challenge: { now(): number }, until: readonly (number | undefined)[]): number {
  const [, tick] = useState(0);
  const last = Math.max(0, ...until.map((time) => time ?? 0));
  const now = challenge.now();
  const next = Math.min(...until.map((time) => (time !== undefined && time > now ? (time - now) % 1000 || 1000 : 1000)));
  const running = last > now;
  useEffect(() => {
    if (!running) return;
    const timer = setTimeout(() => tick((count) => count + 1), next);
    return () => clearTimeout(timer);
  });
  return now;
}

function secondsUntil(time: number | undefined, now: number): number | undefined {
  return time === undefined ? undefined : Math.max(0, Math.ceil((time - now) / 1000));
}

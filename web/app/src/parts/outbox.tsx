// In development: the messages of the sandbox as they arrive. Where the server keeps no outbox, nothing is shown.
import { useConfig } from "@doorcode/react/hooks";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement } from "react";

import { useWords } from "../words";
import { Copy } from "./copy";

interface Message {
  readonly to: string;
  readonly channel: string;
  /** Absent, or `null`, where it is a notice. */
  readonly code?: string | null;
  readonly body: string;
  readonly sent_at: string;
}

/** Milliseconds between two looks. */
const LOOK = 1500;

/** The drawer. */
export function Outbox(): ReactElement | null {
  const { words, texts, language } = useWords();
  const messages = useMessages();
  const [open, setOpen] = useState(false);
  // the newest message that was looked at; what was there before this page was opened is no news
  const [seen, setSeen] = useState<string>();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const newest = messages === undefined ? undefined : nameOf(messages[0]);
  if (newest !== undefined && seen === undefined) setSeen(newest);
  if (messages === undefined) return null;
  // the server forgets old ones: how many there are tells nothing
  const place = messages.findIndex((message) => nameOf(message) === seen);
  const news = seen === undefined ? 0 : place === -1 ? messages.length : place;
  const close = (): void => {
    setOpen(false);
    setSeen(newest);
    button.current?.focus();
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !open) return;
    // a dialog around it stays open
    event.preventDefault();
    close();
  };
  return (
    <>
      <button ref={button} type="button" className="small" aria-expanded={open} aria-controls={id} onKeyDown={escape} onClick={() => (open ? close() : setOpen(true))}>
        {words.outbox.open}
        {!open && news > 0 ? <span className="count">{news}</span> : null}
      </button>
      <aside id={id} className="outbox" hidden={!open} aria-label={words.outbox.title} onKeyDown={escape}>
        <div className="outbox-head">
          <h2>{words.outbox.title}</h2>
          <button type="button" className="small" onClick={close}>
            {words.outbox.close}
          </button>
        </div>
        <p className="hint">{words.outbox.lead}</p>
        {messages.length === 0 ? <p>{words.outbox.empty}</p> : null}
        <ol aria-live="polite">
          {(open ? messages : []).map((message) => (
            <li key={nameOf(message)}>
              <p className="hint">
                {channelName(message.channel, texts.channels)} {words.outbox.to} <bdi>{message.to}</bdi> ·{" "}
                <time dateTime={message.sent_at}>{new Date(message.sent_at).toLocaleTimeString(language)}</time>
              </p>
              {typeof message.code !== "string" ? null : (
                <p className="code">
                  <bdi>{message.code}</bdi> <Copy text={message.code} label={words.outbox.copy} done={words.outbox.copied} />
                </p>
              )}
              <p dir="auto" className="body">
                {message.body}
              </p>
            </li>
          ))}
        </ol>
      </aside>
    </>
  );
}

/** Tells a message from any other; empty where there is none. */
function nameOf(message: Message | undefined): string {
  return message === undefined ? "" : `${message.sent_at}${message.to}${message.channel}${message.body}`;
}

function channelName(channel: string, names: Readonly<Record<string, string>>): string {
  return names[channel] ?? channel;
}

/** The messages, newest first; `undefined` where there is no outbox. */
function useMessages(): readonly Message[] | undefined {
  const { config } = useConfig();
  const kept = config?.outbox === true;
  const [messages, setMessages] = useState<readonly Message[]>();
  useEffect(() => {
    if (!kept) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        if (!document.hidden && navigator.onLine) {
          const response = await fetch("/dev/outbox.json", { signal: stop.signal });
          if (response.status !== 200) throw new Error(`The outbox answered ${response.status}.`);
          const answer: unknown = await response.json();
          // the same object as long as nothing came, so that nothing is drawn again
          setMessages((before) => (JSON.stringify(before) === JSON.stringify(messagesOf(answer)) ? before : messagesOf(answer)));
        }
      } catch {
        // the server, or what is in front of it, is being started again: look later
      }
      if (!stop.signal.aborted) timer = setTimeout(() => void look(), LOOK);
    };
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [kept]);
  return messages;
}

function messagesOf(answer: unknown): readonly Message[] {
  if (typeof answer !== "object" || answer === null || !("messages" in answer) || !Array.isArray(answer.messages)) return [];
  return answer.messages.filter(isMessage);
}

function isMessage(found: unknown): found is Message {
  return (
    typeof found === "object" &&
    found !== null &&
    "to" in found &&
    typeof found.to === "string" &&
    "channel" in found &&
    typeof found.channel === "string" &&
    "body" in found &&
    typeof found.body === "string" &&
    "sent_at" in found &&
    typeof found.sent_at === "string" &&
    (!("code" in found) || found.code === null || typeof found.code === "string")
  );
}

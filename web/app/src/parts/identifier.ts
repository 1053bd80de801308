// What a person typed as the name of an account: a mailbox, a number or a username.
import { foldDigits } from "@doorcode/react/hooks";

/** Exactly one of the three, as the calls want it. */
export type Identifier = { readonly email: string } | { readonly phone: string } | { readonly username: string };

/** Tells them apart by how they look; whether they are right is the server's word. */
export function identifierOf(typed: string): Identifier {
  const text = typed.trim();
  if (text.includes("@")) return { email: text };
  // a username has at least one letter
  return /^[+\d\s().-]*$/.test(foldDigits(text)) && text !== "" ? { phone: text } : { username: text };
}

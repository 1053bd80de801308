// Digits as people type and paste them. The server folds them, too; here it is for what the inputs show.

/** Arabic-Indic (U+0660) and extended Arabic-Indic (U+06F0) digits as ASCII ones. */
export function foldDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** The code in what was typed or pasted: "123 456", "١٢٣٤٥٦", or a whole message that holds one of `length` digits. */
export function codeIn(text: string, length: number): string {
  const folded = foldDigits(text);
  // the digits that stand together, with at most a space or a hyphen between two of them
  const runs = (folded.match(/\d(?:[ \u00a0-]?\d)*/g) ?? []).map((run) => run.replace(/\D/g, ""));
  return runs.find((run) => run.length === length) ?? folded.replace(/\D/g, "").slice(0, length);
}

// The words of the pages: the same in every language, none forgotten, none left over.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { ar } from "../src/words/ar";
import { en } from "../src/words/en";

/** Every word by its path: "forgot.who". Those that take something are given examples. */
function told(words: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, word] of Object.entries(words)) {
    const at = path === "" ? name : `${path}.${name}`;
    if (typeof word === "string") found.set(at, word);
    else if (typeof word === "function") found.set(at, word("7", "8"));
    else for (const [deeper, text] of told(word, at)) found.set(deeper, text);
  }
  return found;
}

test("both languages have the same words, and each its own letters", () => {
  const [english, arabic] = [told(en), told(ar)];
  expect([...arabic.keys()].sort()).toEqual([...english.keys()].sort());
  const named = ["title", "otherLanguage", "happened.took"];
  for (const [at, text] of english) {
    expect(text.trim().length, at).toBeGreaterThan(1);
    if (!named.includes(at)) expect(text, at).toMatch(/[a-z]/i);
  }
  for (const [at, text] of arabic) {
    if (!named.includes(at)) expect(text, at).toMatch(/[\u0600-\u06ff]/);
    // what is put in stands in both
    for (const example of ["7", "8"]) expect(text.includes(example), at).toBe(english.get(at)?.includes(example));
  }
});

test("every word is shown somewhere", async () => {
  const root = fileURLToPath(new URL("../src/", import.meta.url));
  const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".tsx"));
  const source = (await Promise.all(files.map((name) => readFile(root + name, "utf8")))).join("\n");
  // one of several, chosen by a name that is found out at run time
  const chosen = /^ended\./;
  const unused = [...told(en).keys()].filter((at) => !chosen.test(at) && !source.includes(`words.${at}`));
  expect(unused).toEqual([]);
});

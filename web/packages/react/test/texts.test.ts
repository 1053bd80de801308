// Every code is told in every language, with a next step.
import { Failure, failureCodes, faultCodes } from "@doorcode/client";
import { describe, expect, it } from "vitest";

import { ar, en, explain, explainFields } from "../src/index.js";

describe.each([
  ["English", en],
  ["Arabic", ar],
])("%s", (_, texts) => {
  it.each(failureCodes)("tells %s and what to do", (code) => {
    const told = explain(new Failure({ code, message: "" }), texts);
    expect(told.sentence.length).toBeGreaterThan(8);
    expect(told.next.length).toBeGreaterThan(4);
    expect(`${told.sentence}${told.next}`).not.toContain("_");
  });

  it("tells every fault of a field, each its own way", () => {
    const said = faultCodes.filter((code) => code !== "taken").map((code) => texts.faults[code]);
    expect(new Set(said).size).toBe(said.length);
    expect(Object.keys(texts.faults).sort()).toEqual([...faultCodes].sort());
  });

  it("is written in its own letters", () => {
    const words = JSON.stringify([texts.problems, texts.labels]).replace(/"[a-zA-Z_]+":/g, "").replace(/"(wait|edit|retry|new_code|other_channel|sign_in|more|report)"/g, "");
    expect(/[\u0600-\u06ff]/.test(words)).toBe(texts.locale === "ar");
    expect(texts.direction).toBe(texts.locale === "ar" ? "rtl" : "ltr");
  });
});

const failure = (more: object, status = 422): Failure => {
  const problem = { type: "", title: "", status, code: "invalid_code", error: "x", detail: "x", ...more } as const;
  return new Failure({ code: problem.code, message: "x", status, problem });
};

it("counts tries and seconds", () => {
  expect(explain(failure({ attempts_left: 1 }), en).next).toBe("1 try left. Check what you typed and try again.");
  expect(explain(failure({ attempts_left: 0 }), en)).toMatchObject({ step: "new_code", next: "Ask for a new code." });
  const busy = failure({ code: "too_many_requests", retry_after: 42 });
  expect(explain(busy, en)).toMatchObject({ step: "wait", next: "Try again in 42 seconds." });
  expect(en.waitFor(1)).toBe("Try again in 1 second.");
  expect(en.waitFor(86_400)).toBe("Try again in 24 hours.");
});

it("counts in Arabic as Arabic does", () => {
  expect([1, 2, 3, 10, 11, 100, 103].map((count) => ar.attemptsLeft(count))).toEqual([
    "بقيت محاولة واحدة.",
    "بقيت محاولتان.",
    "بقيت 3 محاولات.",
    "بقيت 10 محاولات.",
    "بقيت 11 محاولة.",
    "بقيت 100 محاولة.",
    "بقيت 103 محاولات.",
  ]);
});

it("tells what is wrong with each field", () => {
  const errors = [{ field: "password", code: "too_common", message: "x" }];
  expect(explainFields(failure({ errors }), en)).toEqual({ password: "Many people use this one. Choose another." });
});

// The words of the pages in the chosen language, and the choice itself.
import { ar as arTexts, en as enTexts, type Texts } from "@doorcode/react/hooks";
import { createContext, useContext, useEffect, useState, type ReactElement, type ReactNode } from "react";

import { ar } from "./ar";
import { en, type Words } from "./en";

/** The languages there are. */
export type Language = "en" | "ar";

const KEY = "doorcode.language";
const languages: Record<Language, { readonly words: Words; readonly texts: Texts }> = {
  en: { words: en, texts: enTexts },
  ar: { words: ar, texts: arTexts },
};

interface Spoken {
  readonly language: Language;
  readonly words: Words;
  readonly texts: Texts;
  readonly speak: (language: Language) => void;
}

const Context = createContext<Spoken>({ language: "en", ...languages.en, speak: () => undefined });

/** Hands the words to the pages below, and tells the document its language and direction. */
export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [language, setLanguage] = useState(chosen);
  const { texts, words } = languages[language];
  useEffect(() => {
    document.documentElement.lang = texts.locale;
    document.documentElement.dir = texts.direction;
  }, [texts]);
  const speak = (next: Language): void => {
    setLanguage(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // it is English again after a reload
    }
  };
  return <Context.Provider value={{ language, words, texts, speak }}>{children}</Context.Provider>;
}

/** The words, and the language they are in. */
export function useWords(): Spoken {
  return useContext(Context);
}

function chosen(): Language {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "en" || kept === "ar") return kept;
  } catch {
    // storage is forbidden
  }
  return navigator.language.toLowerCase().startsWith("ar") ? "ar" : "en";
}

import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// everything is drawn, and every effect run, twice: what holds there holds anywhere
configure({ reactStrictMode: true });

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  sessionStorage.clear();
  localStorage.clear();
});

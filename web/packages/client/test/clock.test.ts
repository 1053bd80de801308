// What the answers tell about the server's clock.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Clock } from "../src/index.js";

const NOW = Date.parse("2026-11-21T18:50:36.400Z");
const date = (milliseconds: number): string => new Date(milliseconds).toUTCString();

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

describe("the server's clock", () => {
  it("is the device's until an answer tells", () => {
    const clock = new Clock();
    expect([clock.known, clock.now()]).toEqual([false, NOW]);
    clock.observe(null, NOW - 50, NOW);
    clock.observe("yesterday", NOW - 50, NOW);
    expect(clock.known).toBe(false);
  });

  it("is the device's where nothing speaks against it", () => {
    const clock = new Clock();
    clock.observe(date(NOW), NOW - 50, NOW);
    expect([clock.known, clock.skew]).toEqual([true, 0]);
  });

  it.each([-3_600_000, -90_000, 90_000, 3_600_000])("is followed where it is %i ms ahead", (ahead) => {
    const clock = new Clock();
    for (const later of [0, 310, 620, 5_090]) clock.observe(date(NOW + later + ahead), NOW + later - 50, NOW + later);
    expect(Math.abs(clock.skew - ahead)).toBeLessThan(1_100);
    // never early: a countdown must not end before the server agrees
    expect(clock.skew).toBeLessThanOrEqual(ahead);
  });

  it("stands still while somebody puts the device's clock back, until an answer tells", () => {
    const clock = new Clock();
    clock.observe(date(NOW), NOW - 50, NOW);
    const before = clock.now();
    vi.setSystemTime(NOW - 3_600_000);
    expect(clock.now()).toBe(before);
    vi.advanceTimersByTime(5_000);
    expect(clock.now()).toBe(before + 5_000);
    clock.observe(date(NOW + 5_000), Date.now() - 50, Date.now());
    expect(Math.abs(clock.now() - before - 5_000)).toBeLessThan(2_000);
  });

  it("is learnt anew when somebody sets the device's clock", () => {
    const clock = new Clock();
    clock.observe(date(NOW + 90_000), NOW - 50, NOW);
    clock.observe(date(NOW), NOW - 50, NOW);
    expect(clock.skew).toBe(0);
  });
});

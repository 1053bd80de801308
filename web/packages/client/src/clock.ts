// The server's clock, as far as its answers tell. Times like `resend_at` are the server's, and a device may be minutes off.

/** How late the `Date` of an answer may be when it is written: it has whole seconds, and servers renew it once in a second. */
const DATE_GRAIN = 2000;

/** The server's clock. */
export class Clock {
  #lowest: number | undefined;
  #highest: number | undefined;
  /** The device's clock when it was last looked at, and how far it was put back since an answer told the time. */
  #last = 0;
  #back = 0;

  /** Milliseconds since 1970 at the server, as well as it is known; the device's own clock until then. It stands still where somebody
   * puts the device's clock back, until the next answer: a countdown must not begin anew. */
  now(): number {
    const device = Date.now();
    this.#back += Math.max(0, this.#last - device);
    this.#last = device;
    return device + this.#back + this.skew;
  }

  /** Milliseconds the server's clock is ahead of this device's; 0 as long as nothing speaks against it. */
  get skew(): number {
    if (this.#lowest === undefined || this.#highest === undefined) return 0;
    // rather a countdown a second too long than one that ends before the server agrees
    return this.#lowest <= 0 && this.#highest >= 0 ? 0 : this.#lowest;
  }

  /** Whether an answer has told the time yet. */
  get known(): boolean {
    return this.#lowest !== undefined;
  }

  /** Learns from the `Date` of an answer. Where a page on another origin may not read it, nothing is learnt. */
  observe(date: string | null, sent: number, received: number): void {
    const at = date === null ? Number.NaN : Date.parse(date);
    if (!Number.isNaN(at)) this.between(at, at + DATE_GRAIN, sent, received);
  }

  /** Learns that the server's time was between `earliest` and `latest` while the device's went from `sent` to `received`;
   * all in milliseconds since 1970. */
  between(earliest: number, latest: number, sent: number, received: number): void {
    this.#back = 0;
    this.#last = received;
    const lowest = earliest - received;
    const highest = latest - sent;
    const disagrees =
      this.#lowest === undefined || this.#highest === undefined || lowest > this.#highest || highest < this.#lowest;
    // somebody set a clock: what was known before is worth nothing
    this.#lowest = disagrees ? lowest : Math.max(lowest, this.#lowest ?? lowest);
    this.#highest = disagrees ? highest : Math.min(highest, this.#highest ?? highest);
  }
}

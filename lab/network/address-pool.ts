// Gives addresses to pods.
/** The addresses of one cluster's pods: a /24 range without its first and last address. */
export class AddressPool {
  private readonly prefix: string;
  private readonly used = new Map<string, string>();
  private last = 0;

  /** @param range such as 10.244.1.0/24. */
  constructor(range: string) {
    this.prefix = range.replace(/0\/24$/, "");
  }

  /** Notes the address that a pod has already. */
  keep(uid: string, address: string): void {
    this.used.set(address, uid);
  }

  /**
   * Gives a pod a free address: the next one after the last that was given, so that an address rests as
   * long as possible before it is given away again.
   *
   * @returns undefined when all are in use.
   */
  take(uid: string): string | undefined {
    for (let tried = 0; tried < 254; tried += 1) {
      this.last = (this.last % 254) + 1;
      const address = `${this.prefix}${this.last}`;
      if (this.used.has(address)) continue;
      this.used.set(address, uid);
      return address;
    }
    return undefined;
  }

  /** Takes an address back; to be called when the pod's network namespace is gone. */
  release(uid: string): void {
    for (const [address, owner] of this.used) if (owner === uid) this.used.delete(address);
  }
}

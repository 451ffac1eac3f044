// A client that keeps its cookies, for the specs of sticky sessions.
import { expect } from "chai";
import { sendRequests, type Answer } from "../../../lab/load/load";

/** A user who keeps the cookies that answers set. */
export class StickyUser {
  readonly versions: string[] = [];
  requests = 0;
  private cookie: string | undefined;

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** Asks so many times, one after the other. */
  async visit(count: number): Promise<this> {
    const totals = await sendRequests({
      url: this.url,
      count,
      concurrency: 1,
      headers: { ...this.headers, ...(this.cookie !== undefined && { cookie: this.cookie }) },
      onAnswer: (answer) => this.note(answer),
    });
    expect(totals.failures).to.deep.equal({});
    this.requests += count;
    return this;
  }

  private note({ version, headers }: Answer): void {
    if (!this.versions.includes(version)) this.versions.push(version);
    const given = [headers["set-cookie"] ?? []].flat();
    const [cookie] = given.map((text) => text.split(";")[0]);
    if (cookie !== undefined) this.cookie = cookie;
  }
}

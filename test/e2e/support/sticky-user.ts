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

  /** Four users who saw v1 and four who saw v2, each at one first visit. */
  static async ofBoth(url: string, headers: Record<string, string>): Promise<StickyUser[]> {
    const seen: Record<string, StickyUser[]> = { v1: [], v2: [] };
    while (Object.values(seen).some(({ length }) => length < 4)) {
      const user = await new StickyUser(url, headers).visit(1);
      seen[user.versions[0] ?? ""]?.push(user);
    }
    return Object.values(seen).flatMap((users) => users.slice(0, 4));
  }

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

// The comments of one pull request, behind the REST APIs of GitHub and GitLab on loopback.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment that the forge has. */
export interface Comment {
  readonly id: number;
  body: string;
}

/** A forge with one pull request. */
export class Forge {
  readonly comments: Comment[] = [];
  /** Each request as `<method> <path>`. */
  readonly requests: string[] = [];
  /** What the requests brought to prove who sends them. */
  readonly tokens = new Set<string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        const { status, answer } = this.answer(request, body);
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(answer));
      });
    });
  }

  /** @returns the address of the API */
  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, body: string): { status: number; answer: unknown } {
    const { method = "", headers } = request;
    const { pathname, searchParams } = new URL(request.url ?? "", "http://forge");
    this.requests.push(`${method} ${pathname}`);
    const token = headers.authorization ?? headers["private-token"];
    this.tokens.add(String(token));
    const given = body === "" ? "" : (JSON.parse(body) as { body: string }).body;
    if (given.length > 65_536) return { status: 422, answer: { message: "body is too long" } };
    if (method === "GET") {
      const count = Number(searchParams.get("per_page"));
      const begin = (Number(searchParams.get("page")) - 1) * count;
      return { status: 200, answer: this.comments.slice(begin, begin + count) };
    }
    if (method === "POST") {
      const made = { id: this.comments.length + 1, body: given };
      this.comments.push(made);
      return { status: 201, answer: made };
    }
    const id = Number(pathname.split("/").at(-1));
    const found = this.comments.find((one) => one.id === id);
    if (found === undefined) return { status: 404, answer: { message: "Not Found" } };
    found.body = given;
    return { status: 200, answer: found };
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

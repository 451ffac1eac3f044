// A server that takes messages, for specs.
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A message that came. */
export interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** It answers 204, or what stands in `answers` first. */
export class TestReceiver {
  readonly got: Got[] = [];
  /** Statuses of the next answers. */
  readonly answers: number[] = [];
  /** Runs when a message has come, before it is answered; what it returns the answer waits for. */
  onMessage: (got: Got) => void | Promise<void> = () => undefined;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const one = { headers: request.headers, body: Buffer.concat(parts).toString() };
        this.got.push(one);
        void Promise.resolve(this.onMessage(one)).then(() =>
          response.writeHead(this.answers.shift() ?? 204).end(`said ${request.url ?? ""}`),
        );
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/news`;
  }

  /** The ids of all messages, in their order. */
  get ids(): (string | undefined)[] {
    return this.got.map(({ headers }) => headers["webhook-id"] as string | undefined);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

// What the fake API server does with a request: logs it, lets faults happen, checks the token, and answers.
import type * as http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, notFound } from "./errors";
import { faultError, Faults, type Fault } from "./faults";
import type { FakeIstiod } from "./istiod";
import { parsePath } from "./paths";
import { PortForwards } from "./port-forward";
import type { FakeRequest } from "./requests";
import { reviewed, usualUser, type FakeUser } from "./reviews";
import { rollOut } from "./rollout";
import type { Store } from "./store";
import { answer } from "./verbs";
import { answerWatch } from "./watches";

export interface ServingOptions {
  /** Whether the pods of a Deployment that is written become ready at once, or never. @default "ready" */
  readonly rolloutPods?: "ready" | "never";
  /** The bearer token that it demands. @default none */
  readonly token?: string;
  /** Who asks, as a SelfSubjectReview tells it. @default the user `spec` */
  readonly user?: FakeUser;
  /** Milliseconds since 1970 that its header `Date` tells. @default the time of the machine */
  readonly now?: () => number;
}

export class Serving {
  readonly requests: FakeRequest[] = [];
  readonly faults = new Faults();
  readonly forwards = new PortForwards();

  constructor(
    private readonly store: Store,
    private readonly istiod: FakeIstiod,
    private readonly options: ServingOptions,
  ) {}

  async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const asked = await this.log(request);
    const fault = this.faults.take(asked);
    if (fault?.kind === "stall") return;
    if (fault?.kind === "reset") return void request.socket.destroy();
    if (fault?.kind === "slow") await sleep(fault.delayMs ?? 200);
    const { user = usualUser, now } = this.options;
    const send = (code: number, body: unknown) => {
      asked.status = code;
      if (now) response.setHeader("date", new Date(now()).toUTCString());
      const text = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
      if ([429, 503].includes(code))
        response.setHeader("retry-after", fault?.retryAfterSeconds ?? 1);
      const type = typeof body === "string" ? "text/plain" : "application/json";
      response.writeHead(code, { "content-type": type, "content-length": text.length });
      if (fault?.kind !== "cut") return void response.end(text);
      response.write(text.subarray(0, text.length / 2), () => request.socket.destroy());
    };
    try {
      this.check(request, fault);
      await this.faults.runActions(asked);
      const target = parsePath(asked.path);
      if (asked.path === "/readyz") return send(200, "ok");
      if (asked.path === "/version")
        return send(200, { major: "1", minor: "36", gitVersion: "v1.36.0" });
      if (!target) return send(404, "404 page not found\n");
      if (asked.method === "GET" && /^(1|true)$/.test(asked.query.watch ?? "")) {
        asked.status = 200;
        return answerWatch(this.store, asked, target, response);
      }
      const review = reviewed(asked, target, { faults: this.faults, user });
      if (review) return send(201, review);
      const { code, body, written } = answer(this.store, asked, target);
      if (written !== undefined) this.settle(written);
      send(code, body);
    } catch (error) {
      if (error instanceof ApiError) return send(error.code, error.body);
      send(500, new ApiError(500, "InternalError", (error as Error).message).body);
    }
  }

  /** @throws ApiError where the request is refused */
  private check({ headers }: http.IncomingMessage, fault: Fault | undefined): void {
    const { token } = this.options;
    if (token !== undefined && headers.authorization !== `Bearer ${token}`) throw faultError(401);
    if (typeof fault?.kind === "number") throw faultError(fault.kind, fault.message);
  }

  private async log(request: http.IncomingMessage): Promise<FakeRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const asked: FakeRequest = {
      method: request.method ?? "GET",
      path: pathname,
      query: Object.fromEntries(searchParams),
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
      contentType: request.headers["content-type"],
    };
    this.requests.push(asked);
    return asked;
  }

  async forward(request: http.IncomingMessage, head: Buffer): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const query = Object.fromEntries(searchParams);
    const asked: FakeRequest = {
      method: "GET",
      path: pathname,
      query,
      body: undefined,
      contentType: undefined,
    };
    this.requests.push(asked);
    const fault = this.faults.take(asked);
    if (fault?.kind === "stall") return;
    if (fault?.kind === "reset" || fault?.kind === "cut") return void request.socket.destroy();
    if (fault?.kind === "slow") await sleep(fault.delayMs ?? 200);
    const target = parsePath(pathname);
    try {
      this.check(request, fault);
      const name = target?.name ?? "";
      const pod = target?.resource === "pods" && this.store.get(pathname.replace(/\/[^/]*$/, ""));
      if (target?.subresource !== "portforward" || !pod)
        throw notFound({ ...target, name } as never);
      asked.status = 101;
      const serverOf = (port: number) => this.istiod.serverOf(name, port);
      this.forwards.accept(request, head, Number(query.ports), serverOf);
    } catch (error) {
      asked.status = error instanceof ApiError ? error.code : 500;
      request.socket.end(
        `HTTP/1.1 ${asked.status} refused\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
    }
  }

  /** What controllers do after a write. */
  settle(path: string): void {
    if (this.options.rolloutPods === "never") return;
    if (this.store.get(path)?.kind === "Deployment") rollOut(this.store, path);
  }
}

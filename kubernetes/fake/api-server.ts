// A fake Kubernetes API server for specs: see README.md beside it. It speaks HTTP (or TLS) on a port of loopback, so that
// the real KubeClient and everything above it runs against it.
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { KubeClient, type KubeObject } from "../client";
import { objectPath } from "../object-path";
import { applied, updated } from "./apply";
import type { Fault } from "./faults";
import { FakeIstiod } from "./istiod";
import { fakeKubeconfig, type FakeTls } from "./kubeconfig";
import { parsePath } from "./paths";
import { matches, type FakeRequest, type Matcher } from "./requests";
import { rollOut, withDefaults } from "./rollout";
import { Serving, type ServingOptions } from "./serving";
import { Store, type StoredObject } from "./store";

export interface FakeOptions extends ServingOptions {
  /** Objects that it has from the start. */
  readonly objects?: readonly KubeObject[];
  /** Its certificate. @default plain HTTP */
  readonly tls?: FakeTls;
}

/** Who puts an object into the fake. */
export interface PutOptions {
  /** @default "spec" */
  readonly manager?: string;
  /** `Apply` is forced. @default "Update" */
  readonly operation?: "Apply" | "Update";
  readonly subresource?: string;
}

export class FakeApiServer {
  /** Every request that came in, in order. */
  readonly requests: readonly FakeRequest[];
  readonly istiod: FakeIstiod;
  private readonly store = new Store();
  private readonly serving: Serving;
  private readonly sockets = new Set<Socket>();
  private readonly clients: KubeClient[] = [];
  private readonly server: http.Server;
  private port = 0;

  private constructor(private readonly options: FakeOptions) {
    this.istiod = new FakeIstiod(
      () => this.store.all(),
      (object) => this.put(object),
    );
    this.serving = new Serving(this.store, this.istiod, options);
    this.requests = this.serving.requests;
    const { tls } = options;
    this.server = tls
      ? https.createServer({ cert: tls.certificate, key: tls.key })
      : http.createServer();
    this.server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    });
    this.server.on("request", (request, response) => void this.serving.serve(request, response));
    this.server.on(
      "upgrade",
      (request, _, head: Buffer) => void this.serving.forward(request, head),
    );
  }

  static async start(options: FakeOptions = {}): Promise<FakeApiServer> {
    const api = new FakeApiServer(options);
    for (const object of options.objects ?? []) api.put(object);
    await api.accept();
    return api;
  }

  /** `http://127.0.0.1:port` */
  get url(): string {
    return `${this.options.tls ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  /** Its certificate, which is its own authority. Empty over plain HTTP. */
  get certificate(): string {
    return this.options.tls?.certificate ?? "";
  }

  /** A client with all rights. It is closed by {@link stop}. */
  client(fieldManager = "gray-release", more: { readonly timeoutMs?: number } = {}): KubeClient {
    const { token, tls } = this.options;
    const secure = tls && { ca: tls.certificate, servername: tls.name };
    const client = new KubeClient({ server: this.url, fieldManager, token, ...secure, ...more });
    this.clients.push(client);
    return client;
  }

  /** A kubeconfig with one context, whose name is given. */
  kubeconfig(context = "fake"): string {
    return fakeKubeconfig(context, this.url, this.options);
  }

  /** Writes an object as a client whose rights are not checked. */
  put(object: KubeObject, { manager = "spec", operation, subresource }: PutOptions = {}): void {
    const path = objectPath(object);
    const namespace = parsePath(path)?.namespace;
    const metadata = { ...object.metadata, ...(namespace && { namespace }) };
    const next = { ...object, metadata } as StoredObject;
    const live = this.store.get(path);
    const writer = { manager, subresource };
    const given = next.metadata.managedFields;
    const result =
      operation === "Apply"
        ? withDefaults(applied(live, next, { ...writer, force: true }))
        : {
            ...updated(live, withDefaults(next), writer),
            ...(given && { metadata: next.metadata }),
          };
    this.store.write(path, result);
    if (next.status === undefined) this.serving.settle(path);
  }

  /** The object at a path, or of the kind and name of another one. */
  get<T extends KubeObject = KubeObject & Record<string, unknown>>(
    where: string | KubeObject,
  ): T | undefined {
    const path = typeof where === "string" ? where : objectPath(where);
    return this.store.get(path) as unknown as T | undefined;
  }

  /** All objects of a kind, or of all kinds. */
  list<T extends KubeObject = KubeObject & Record<string, unknown>>(kind?: string): T[] {
    const all = this.store.all().filter((one) => kind === undefined || one.kind === kind);
    return all as unknown as T[];
  }

  delete(where: string | KubeObject): void {
    this.store.remove(typeof where === "string" ? where : objectPath(where));
  }

  /** Lets the pods of a Deployment become ready. */
  rollOut(where: string | KubeObject): void {
    rollOut(this.store, typeof where === "string" ? where : objectPath(where));
  }

  /** Sets a fault; see {@link Fault}. @returns what removes it again */
  fault(fault: Fault): () => void {
    return this.serving.faults.add(fault);
  }

  /** Runs something just before a request is answered, such as a write by another client. @returns what removes it */
  before(match: Matcher, run: () => unknown, times = 1): () => void {
    return this.serving.faults.addAction(match, run, times);
  }

  /** Removes all faults, and what runs before requests. */
  heal(): void {
    this.serving.faults.clear();
  }

  /** The requests that are meant, in order. */
  asked(match: Matcher): FakeRequest[] {
    return this.requests.filter((request) => matches(request, match));
  }

  /** Forgets what happened up to now: a watch from before gets 410. */
  compact(): void {
    this.store.compact();
  }

  /** Breaks all connections; new ones are taken. */
  cutConnections(): void {
    this.serving.forwards.cut();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Refuses connections, as a server that is down, until {@link accept}. */
  async refuse(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.cutConnections();
    await closed;
  }

  /** Takes connections again, on the same port. */
  async accept(): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.server.once("error", fail);
      this.server.listen(this.port, "127.0.0.1", done);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    if (this.server.listening) await this.refuse();
  }
}

// A release for specs of failed updates: a spec can make its API servers fail.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { sendRequests } from "../../../lab/load/load";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import type { KubeObject } from "../../../kubernetes/client";
import type { Release } from "../../../model/release/release";
import type { Finished } from "../../../engine/run";
import { FaultProxy } from "./fault-proxy";
import { cluster } from "./lab";
import { previewSteps, Project } from "./project";
import { enough, expectSplit, type Shares } from "./shares";
import { underLoad } from "./under-load";

const names = ["west", "east"] as const;

type Name = (typeof names)[number];

export interface VirtualService extends KubeObject {
  spec: { http: { route: { destination: { subset: string }; weight?: number }[] }[] };
}

/** Two splits that a few requests tell from each other. */
const [mostlyV1, mostlyV2] = [
  { v1: 95, v2: 5 },
  { v1: 5, v2: 95 },
] as const;

/**
 * A release on both clusters, v1 in west and v2 in east, whose updates fail in one way after the
 * other. The engine reaches both API servers through proxies that can make them fail. It remembers
 * what the last good update left, so that each spec can begin from there, whichever specs ran
 * before it.
 */
export class FailingRelease {
  /** The weights that the last good update left. */
  private applied: Shares = mostlyV1;

  readonly project = new Project();
  readonly host: string;
  private readonly proxies = new Map<Name, FaultProxy>();

  private constructor(readonly stack: string) {
    this.host = `${stack}.example`;
    this.project.write(stack, this.release());
    this.set(["settle"], { limit: 120 });
  }

  get namespace(): string {
    return `gray-${this.stack}`;
  }

  private get update(): string[] {
    return ["up", "--yes", "--skip-preview", "--stack", this.stack];
  }

  /** The proxy before the API server of a cluster. */
  at(name: Name): FaultProxy {
    return this.proxies.get(name) as FaultProxy;
  }

  /** Sets a value in the stack file, at a path below `gray-release:`; undefined takes it away. */
  set([key, ...path]: readonly [string, ...(string | number)[]], value: unknown): void {
    this.project.edit(this.stack, [`gray-release:${key}`, ...path], value);
  }

  /** The weights with which all clusters serve until a next update succeeds. */
  get current(): Shares {
    return this.applied;
  }

  /** Other weights of v1 and v2 than the current ones. */
  get next(): Shares {
    return this.applied.v1 === mostlyV1.v1 ? mostlyV2 : mostlyV1;
  }

  /** Sets the weights. */
  weights(weights: Shares): void {
    this.set(["weights"], { web: weights });
  }

  /** Ends all faults, and takes back what the stack file says beside the current weights. */
  async takeBack(): Promise<void> {
    await this.mend();
    this.set(["versions"], undefined);
    this.set(["namespace"], undefined);
    this.set(["hosts"], undefined);
    this.weights(this.applied);
  }

  /**
   * Makes it.
   *
   * @param stack also the release's name, and part of its namespace
   */
  static async begin(stack: string): Promise<FailingRelease> {
    const release = new FailingRelease(stack);
    for (const [i, name] of names.entries()) {
      const file = `${release.project.folder}/${name}.kubeconfig`;
      release.proxies.set(name, await FaultProxy.start(cluster(name), file));
      release.set(["clusters", i, "kubeconfig"], `${name}.kubeconfig`);
    }
    await release.project.init(stack);
    await release.up();
    return release;
  }

  /** Updates, and expects that it succeeds. */
  up(): Promise<Finished> {
    return this.project.run(...this.update);
  }

  /** Updates; the update may fail. */
  tryUp(): Promise<Finished> {
    return this.project.try(...this.update);
  }

  /** The same, with no room for the state. */
  tryUpOnFullDisk(): Promise<Finished> {
    return this.project.tryOnFullDisk(...this.update);
  }

  /**
   * Updates under load, and expects that it fails with a message for a person: no stack trace, and
   * no request lost.
   *
   * @param versions that may answer meanwhile
   */
  async failing(
    versions: readonly string[] = ["v1", "v2"],
    update = () => this.tryUp(),
  ): Promise<string> {
    const { code, output } = await underLoad(this.host, versions, update);
    expect(code, output).to.not.equal(0);
    expect(output).to.not.match(/^\s+at \S+ \(/m);
    return output;
  }

  /**
   * Ends all faults, updates under load, and expects that it succeeds.
   */
  async converges(weights: Shares): Promise<void> {
    await this.mend();
    await this.goesOn(weights);
  }

  /**
   * Updates under load with all faults that there are, and expects that it succeeds.
   */
  async goesOn(weights: Shares): Promise<void> {
    await underLoad(this.host, Object.keys({ ...this.applied, ...weights }), () => this.up());
    await this.mend();
    this.applied = weights;
    await this.serves(weights);
  }

  /**
   * Expects that every route has the weights of the last good update, and that the answers through
   * both gateways do.
   */
  async movedNothing(): Promise<void> {
    for (const name of names) expect(await this.routed(name), name).to.deep.equal(this.applied);
    await this.serves(this.applied);
  }

  /** Expects these shares of the answers through both gateways. */
  async serves(weights: Shares): Promise<void> {
    for (const name of names) {
      const url = `${cluster(name).gateway}/`;
      const count = enough(weights);
      const headers = { host: this.host };
      expectSplit(name, await sendRequests({ url, count, headers, concurrency: 64 }), weights);
    }
  }

  private async mend(): Promise<void> {
    for (const proxy of this.proxies.values()) await proxy.mend();
  }

  /** The weights in a cluster's route. */
  async routed(name: Name): Promise<Record<string, number>> {
    const path = `/apis/networking.istio.io/v1/namespaces/${this.namespace}/virtualservices/web`;
    const found = await clientOf(cluster(name).kubeconfig).get<VirtualService>(path);
    const routes = found?.spec.http[0]?.route ?? [];
    return Object.fromEntries(
      routes.map(({ destination: { subset }, weight = 100 }) => [subset, weight]),
    );
  }

  /** Puts another token into the kubeconfig of a cluster. @returns what puts the old one back */
  withToken(name: Name, token: string): () => void {
    return this.withUser(name, { token });
  }

  /** Puts another user into the kubeconfig of a cluster. @returns what puts the old one back */
  withUser(name: Name, user: object): () => void {
    const file = join(this.project.folder, `${name}.kubeconfig`);
    const kubeconfig = readFileSync(file, "utf8");
    const config = JSON.parse(kubeconfig) as { users: [{ user: object }] };
    config.users[0].user = user;
    writeFileSync(file, JSON.stringify(config));
    return () => writeFileSync(file, kubeconfig);
  }

  /** Takes it away, and expects before that no failure and no update left anything to do. */
  async end(): Promise<void> {
    await this.takeBack();
    const left = await previewSteps(this.project, this.stack);
    await this.project.run("destroy", "--yes", "--skip-preview", "--stack", this.stack);
    for (const proxy of this.proxies.values()) proxy.stop();
    this.project.remove();
    expect(left).to.deep.equal([]);
  }

  private release(): Release {
    // Answers that take their time keep the load light.
    const env = { LAB_DELAY_MS: "20" };
    return {
      name: this.stack,
      namespace: this.namespace,
      gateway: { hosts: [this.host] },
      services: {
        web: {
          port: 80,
          targetPort: 8080,
          expose: true,
          versions: {
            v1: { image: "example.com/web:1", clusters: ["west"], env },
            v2: { image: "example.com/web:2", clusters: ["east"], env },
          },
          weights: mostlyV1,
        },
      },
    };
  }
}

// A model of clusters whose readers may learn late of each change.
import type { DestinationRuleSpec } from "../../../model/istio/destination-rule-spec";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { Manifest } from "../../../model/manifests/metadata";
import type { ServiceManifest } from "../../../model/manifests/service";
import type { ServiceEntryManifest } from "../../../model/manifests/outside/service-entry";
import type { PeerAuthenticationManifest } from "../../../model/manifests/traffic-policy";

/** Ready pods of one template of a Deployment. */
export interface Pods {
  readonly labels: Readonly<Record<string, string>>;
  readonly sidecar: boolean;
  /** Whether its version alone gives it no sidecar: then the user answers for its own calls. */
  readonly alone: boolean;
}

export type RouteObject = Manifest & { readonly spec: VirtualServiceSpec };
export type RuleObject = Manifest & { readonly spec: DestinationRuleSpec };

/** Objects of one kind, by namespace and name, in the order in which they were created. */
type Objects<T> = ReadonlyMap<string, T>;

/**
 * The objects of one kind in a cluster, as their readers may see them. Readers learn of the changes
 * in their order, as by a watch of the API server, but each reader may lag behind, for each kind,
 * until a barrier.
 */
export class Track<T> {
  private states: Objects<T>[] = [new Map()];

  /** Every state that some reader may see now. */
  get seen(): readonly Objects<T>[] {
    return this.states;
  }

  get newest(): Objects<T> {
    return this.states.at(-1) as Objects<T>;
  }

  set(name: string, value: T | undefined): void {
    const next = new Map(this.newest);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    this.states.push(next);
  }

  /** All readers see the newest state. */
  settle(): void {
    this.states = [this.newest];
  }
}

/** A cluster: its API objects, and what those who read them may see. */
export class WorldCluster {
  readonly live = new Map<string, Manifest>();
  /** Hosts of Services that leave together with their routes: no check is about their callers. */
  readonly leaving = new Set<string>();
  readonly routes = new Track<RouteObject>();
  readonly rules = new Track<RuleObject>();
  readonly demands = new Track<PeerAuthenticationManifest>();
  readonly services = new Track<ServiceManifest>();
  readonly entries = new Track<ServiceEntryManifest>();
  readonly pods = new Track<readonly Pods[]>();

  /** @param primary whether proxies read routes and rules here */
  constructor(
    readonly name: string,
    readonly primary: boolean,
  ) {}

  apply(manifest: Manifest): void {
    const key = keyOf(manifest);
    const before = this.live.get(key);
    this.live.set(key, manifest);
    if (manifest.kind === "Deployment")
      this.roll(key, manifest as DeploymentManifest, before as DeploymentManifest | undefined);
    else this.track(manifest.kind)?.set(key, manifest);
  }

  remove(key: string): void {
    const [kind = ""] = key.split(" ");
    this.live.delete(key);
    if (kind === "Deployment") this.pods.set(key, undefined);
    else this.track(kind)?.set(key, undefined);
  }

  settle(): void {
    this.leaving.clear();
    const { routes, rules, demands, services, entries, pods } = this;
    for (const track of [routes, rules, demands, services, entries, pods]) track.settle();
  }

  /**
   * New pods come before old ones go, unless the selector changes: then it is another Deployment.
   */
  private roll(key: string, after: DeploymentManifest, before?: DeploymentManifest): void {
    const selects = ({ spec }: DeploymentManifest) => JSON.stringify(spec.selector);
    if (before && selects(before) === selects(after))
      this.pods.set(key, [...podsOf(before), ...podsOf(after)]);
    else if (before) this.pods.set(key, undefined);
    this.pods.set(key, podsOf(after));
  }

  private track(kind: string): Track<unknown> | undefined {
    const tracks: Record<string, Track<never>> = {
      VirtualService: this.routes as Track<never>,
      DestinationRule: this.rules as Track<never>,
      PeerAuthentication: this.demands as Track<never>,
      Service: this.services as Track<never>,
      ServiceEntry: this.entries as Track<never>,
    };
    return tracks[kind];
  }
}

/** Kind, namespace and name. */
export function keyOf({ kind, metadata: { namespace = "", name } }: Manifest): string {
  return `${kind} ${namespace}/${name}`;
}

const inject = "sidecar.istio.io/inject";

function podsOf({ spec }: DeploymentManifest): Pods[] {
  if (spec.replicas === 0) return [];
  const { metadata } = spec.template;
  const { [inject]: byLabel, ...labels } = metadata?.labels ?? {};
  const alone = spec.template.spec?.hostNetwork ?? metadata?.annotations?.[inject] === "false";
  return [{ labels, sidecar: byLabel !== "false" && !alone, alone }];
}

// Primary clusters with fake API servers, for specs of records and Leases.
import { FakeApiServer, type FakeOptions } from "../../../kubernetes/fake/api-server";
import type { KubeClient } from "../../../kubernetes/client";
import type { RolloutRecord } from "../../../model/rollout/record";
import { recordData, type RecordData } from "../../../operations/rollout/record/data";
import type { RecordCluster } from "../../../operations/rollout/record/copy";

export const place = { release: "demo", namespace: "shop" };

/** One primary cluster. */
export class Home implements RecordCluster {
  private constructor(
    readonly cluster: string,
    readonly server: FakeApiServer,
  ) {}

  static async start(cluster: string, options: FakeOptions = {}): Promise<Home> {
    return new Home(cluster, await FakeApiServer.start(options));
  }

  get client() {
    return { ok: true as const, value: this.api };
  }

  /** A new client. */
  get api(): KubeClient {
    return this.server.client();
  }

  readonly place = place;

  /** Puts a record there, or any data of its ConfigMap. */
  put(record: RolloutRecord | RecordData, name = "gray-rollout-demo"): void {
    const data = "id" in record ? recordData(record) : record;
    this.server.put(configMap(name, data));
  }

  /** The record that is there, as its text says. */
  get text(): string | undefined {
    return this.server.get<ReturnType<typeof configMap>>(configMap("gray-rollout-demo", {}))?.data
      ?.record;
  }

  get record(): RolloutRecord | undefined {
    const { text } = this;
    return text === undefined ? undefined : (JSON.parse(text) as RolloutRecord);
  }
}

export function configMap(name: string, data: RecordData) {
  return {
    ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "shop" } },
    ...data,
  };
}

export const recordPath = "/api/v1/namespaces/shop/configmaps/gray-rollout-demo";

// `gray diff --state` against fake API servers and a `pulumi` that exports a state and previews.
import { chmodSync } from "node:fs";
import { expect } from "chai";
import { stringify } from "yaml";
import type { Comparison } from "../../../model/diff/compare";
import type { StateFacts } from "../../../model/diff/report/state";
import { written } from "../../../model/manifests/ownership";
import { manifests } from "../../../model/plan/plan";
import { FakeClusters } from "../../support/fake-clusters";
import { Folder, withEnvironment } from "../../support/folder";
import { gray } from "../../support/gray-in-process";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const shop = (v2: number) =>
  release({
    namespace: "shop",
    services: { web: service({ versions, weights: { v1: 100 - v2, v2 } }) },
  });

const of = [{ name: "west", kubeconfig: "west.kubeconfig" }];

const policy = {
  policyEvent: {
    resourceUrn: "urn:pulumi:dev::gray-release::kubernetes:apps/v1:Deployment::web-v2",
    message: "<{%reset%}>web-v2 has no memory limit<{%reset%}>\n",
    policyName: "memory-limit",
    policyPackName: "team",
    enforcementLevel: "mandatory",
  },
};
const summary = { summaryEvent: { resourceChanges: { update: 1, same: 7 } } };

describe("gray diff --state", () => {
  let clusters: FakeClusters;
  let folder: Folder;

  beforeEach(async () => {
    folder = new Folder();
    clusters = await FakeClusters.start(shop(20), of);
    folder.write("west.kubeconfig", clusters.api("west").kubeconfig());
    declare();
    const resources = clusters.all.flatMap(({ plan }) =>
      manifests(plan).map((manifest) => ({
        type: "kubernetes:any",
        custom: true,
        provider: "urn:pulumi:dev::gray-release::pulumi:providers:kubernetes::west::id",
        inputs: written(manifest),
      })),
    );
    folder.write("state.json", JSON.stringify({ deployment: { resources } }));
    pulumi([summary]);
  });

  afterEach(async () => {
    await clusters.stop();
    folder.remove();
  });

  /** Writes the stack file, with more keys. */
  function declare(more: object = {}): void {
    const config = {
      "gray-release:release": shop(50),
      "gray-release:clusters": of,
      "gray-release:settle": { seconds: 0 },
      ...more,
    };
    folder.write("Pulumi.dev.yaml", stringify({ config }));
  }

  /** Puts a `pulumi` into the folder whose preview writes these events. */
  function pulumi(events: readonly object[], code = 0): void {
    folder.write("events.jsonl", events.map((one) => `${JSON.stringify(one)}\n`).join(""));
    const script = [
      "#!/bin/sh",
      `case "$1" in preview) ;; *) cat '${folder.path}/state.json'; exit 0 ;; esac`,
      `echo "$@" > '${folder.path}/args'`,
      `while [ "$1" != --event-log ]; do shift; done`,
      `cp '${folder.path}/events.jsonl' "$2"`,
      `exit ${code}`,
      "",
    ];
    chmodSync(folder.write("pulumi", script.join("\n")), 0o755);
  }

  const diff = (...args: string[]) =>
    withEnvironment({ PATH: `${folder.path}:${process.env.PATH ?? ""}` }, () =>
      gray(folder.path, "diff", "--state", ...args),
    );

  it("compares with what was applied last, and counts what the engine would do", async () => {
    const { code, stdout, stderr } = await diff();
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.include("Compared: what was applied last => this checkout.");
    expect(stdout).to.include("**30 more** go to `v2` (20 => 50 %)");
    expect(stdout).to.include("Pulumi counts in `dev`: 1 to update, 7 unchanged.");
    // What the engine's provider adds to objects is no change.
    const { stacks } = JSON.parse((await diff("-o", "json")).stdout) as Comparison;
    expect(stacks[0]?.steps.steps.map(({ stage }) => stage)).to.deep.equal(["routes"]);
  });

  it("ends with 1 for a step from what was applied last beyond the limit of the stack", async () => {
    declare({ "gray-release:limits": { step: 20 } });
    const { code, stdout } = await diff();
    expect(code).to.equal(1);
    expect(stdout).to.include("**Forbidden in `dev`** (GR400,");
  });

  it("ends with 1 for drift, and tells the field with both values", async () => {
    const path = "/apis/apps/v1/namespaces/shop/deployments/web-v2";
    const object = { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: 5 } };
    const metadata = { name: "web-v2", namespace: "shop" };
    await clusters
      .api("west")
      .client("kubectl-edit")
      .apply(path, { ...object, metadata });
    const { code, stdout } = await diff();
    expect(code).to.equal(1);
    expect(stdout).to.include(
      "| `west` | `Deployment shop/web-v2` | `spec.replicas` | 1 =\\> 5 | `kubectl-edit` |",
    );
  });

  it("ends with 1 where a policy stops the update, and runs the packs that are named", async () => {
    pulumi([policy, summary], 255);
    const { code, stdout } = await diff("--policy-pack", "team", "-o", "json");
    expect(code).to.equal(1);
    const { state } = JSON.parse(stdout) as { state: StateFacts[] };
    expect(state[0]?.engine?.policies).to.deep.equal([
      {
        policy: "memory-limit",
        pack: "team",
        level: "mandatory",
        message: "web-v2 has no memory limit",
        resource: "web-v2",
      },
    ]);
    expect((await diff()).stdout).to.include(
      "| 🛑 stops the update | `memory-limit` of `team` | `web-v2` | web-v2 has no memory limit |",
    );
  });

  it("ends with 2 where a cluster can't be read, and tells the rest", async () => {
    await clusters.stop();
    const { code, stdout } = await diff();
    expect(code).to.equal(2);
    expect(stdout)
      .to.include("The cluster `west` of `dev` could not be read")
      .and.include("30 more");
  });

  it("says why a preview failed, without what may be secret", async () => {
    const error = (message: string) => ({ diagnosticEvent: { message, severity: "error" } });
    pulumi([error("no credentials for *west*"), error("token: hunter2")], 255);
    const { code, stdout } = await diff();
    expect(code).to.equal(1);
    expect(stdout).to.include("- no credentials for \\*west\\*").and.not.include("hunter2");
  });
});

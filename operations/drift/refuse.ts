import * as pulumi from "@pulumi/pulumi";
import { readKinds } from "../../kubernetes/live-objects";
import { UnreadableError } from "../../kubernetes/read-error";
import { fieldManager } from "../../model/manifests/ownership";
import { compare, findDrift, type Drift } from "./decide";
import { driftAdvice, driftText } from "./report";
import type { Stage } from "../../model/kinds";
import { notAtOnce } from "../../model/plan/transition";
import { inPlaceEverywhere, stagesInPlace } from "./up-to-date";
import type { ReachedCluster } from "../clusters/connect";
import { refusal } from "../../components/refusal";

/**
 * Looks whether another hand changed what the stack declares, before any object of a cluster is registered. The engine
 * compares with its own record, not with the clusters: it would lose such a change without a word, or stop at a conflict
 * half-way, with different weights in the clusters.
 *
 * A cluster whose objects can't be read for want of rights is told, and let through. What one update can't do at once
 * without a loss is seen by the same look.
 *
 * @param reached all clusters of the stack
 * @returns the stages that are in place in all of them
 * @throws pulumi.RunError with all that was changed in all clusters, or that says why it can't be known
 */
export async function refuseDrift(reached: readonly ReachedCluster[]): Promise<ReadonlySet<Stage>> {
  const found = await Promise.all(reached.map(driftIn));
  const unknown = found.flatMap((one) => ("why" in one ? [one.why] : []));
  if (unknown.length > 0)
    throw refusal(
      `Can't see whether another hand changed something: ${unknown.join("; ")}. ` +
        "Nothing was changed: all clusters serve as before.",
    );
  const drift = found.flatMap((one) => ("drift" in one ? one.drift : []));
  const atOnce = found.flatMap((one) => ("atOnce" in one ? one.atOnce : []));
  if (drift.length === 0 && atOnce.length > 0)
    throw refusal(
      `Too much for one update, which would lose requests: ${[...new Set(atOnce)].join("; ")}. Nothing was touched.`,
    );
  if (drift.length === 0)
    return inPlaceEverywhere(found.map((one) => ("inPlace" in one ? one.inPlace : new Set())));
  throw refusal(
    "Another hand changed what this stack declares; nothing was touched. From: the config; to: what is there.\n\n" +
      `${driftText(drift)}\n\n${driftAdvice(drift, pulumi.getStack())}\n`,
  );
}

type Answer =
  | {
      readonly drift: readonly Drift[];
      readonly atOnce: readonly string[];
      readonly inPlace: ReadonlySet<Stage>;
    }
  | { readonly why: string };

async function driftIn({ plan, objects, client }: ReachedCluster): Promise<Answer> {
  const cluster = plan.cluster.name;
  const unseen = (why: string): Answer => {
    void pulumi.log.warn(`Not looked for changes by another hand in cluster ${cluster}: ${why}.`);
    return { drift: [], atOnce: [], inPlace: new Set() };
  };
  if (!client)
    return unseen(
      "its kubeconfig holds no credentials that can be used here, or leads through a proxy",
    );
  try {
    const all = await readKinds(client, objects);
    const compared = compare(objects, all);
    return {
      drift: findDrift({ cluster, compared, applied: false, manager: fieldManager }),
      atOnce: notAtOnce(plan, all),
      inPlace: stagesInPlace(compared),
    };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return error.forbidden
      ? unseen(error.message)
      : { why: `cluster ${cluster}: ${error.message}` };
  }
}

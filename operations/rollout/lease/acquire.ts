/** Takes the Lease at home, so that one driver at a time moves a rollout. */
import { KubeError } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import { recordLabels, recordName } from "../../../model/rollout/names";
import { systemClock } from "../../clock";
import { inTime } from "../../deadline";
import type { RecordPlace } from "../record/copy";
import { answerLimitMs, mayNot } from "../record/read";
import type { RecordHome } from "../record/save";
import { isOver, lastHolder, takenSpec, type Holder, type LeaseObject } from "./decide";
import { HeldLease } from "./held";
import { holderName } from "./holder";

/** Another driver holds the Lease. */
export class LeaseHeldError extends Error {
  override name = "LeaseHeldError";
  constructor(
    message: string,
    readonly holder: Holder,
  ) {
    super(message);
  }
}

/** How often the Lease is tried while others try, too. */
const mostTries = 5;

const type = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" };

/**
 * Takes the Lease of a release's rollout and renews it until it is released or lost. Of two drivers
 * that take it at once the API server lets one have it: both write the version that they read.
 *
 * @param holder another name for each call: what an earlier driver of this process still has on its
 *   way must not count as this one's. @default `holderName()`
 * @throws LeaseHeldError that names the driver that has it
 * @throws Error that says what is missing, or what failed
 */
export async function acquireLease(home: RecordHome, holder = holderName()): Promise<HeldLease> {
  const { place, api, clock = systemClock } = home;
  const limits = { limitMs: answerLimitMs, clock };
  const path = leasePath(place);
  let takenFrom: Holder | undefined;
  for (let tries = 1; ; tries += 1) {
    const sentMs = clock.now();
    const { object, nowMs } = await inTime(readLease(home), limits);
    const last = lastHolder(object);
    // Where a write of before is done, but its answer is late or lost, the Lease is taken once more:
    // which of the tries dated it is not known.
    const isOurs = last?.name === holder;
    if (last && !isOurs && !isOver(last, nowMs))
      throw new LeaseHeldError(heldBy(home.cluster, last), last);
    if (last && !isOurs) takenFrom = last;
    try {
      const spec = takenSpec(object, { holder, nowMs });
      await inTime(write({ place, api }, object, spec), limits);
      return new HeldLease(home, { path, holder, sentMs, ...(takenFrom && { takenFrom }) });
    } catch (error) {
      if (tries === mostTries || isFinal(error)) throw explained(error, place, object);
    }
  }
}

/** Whoever holds the Lease, also one whose time is over, and the time at home. */
export async function leaseHolder(
  home: RecordHome,
): Promise<{ readonly holder?: Holder; readonly nowMs: number }> {
  const { clock = systemClock } = home;
  const { object, nowMs } = await inTime(readLease(home), { limitMs: answerLimitMs, clock });
  const holder = lastHolder(object);
  return { nowMs, ...(holder && { holder }) };
}

function leasePath({ release, namespace }: RecordPlace): string {
  return objectPath({ ...type, metadata: { name: recordName(release), namespace } });
}

async function readLease({ place, api }: RecordHome) {
  try {
    return await api.getDated<LeaseObject>(leasePath(place));
  } catch (error) {
    if (error instanceof KubeError && error.status === 403)
      throw new Error(mayNot("get", place, `Lease ${recordName(place.release)}`), { cause: error });
    throw error;
  }
}

async function write(
  { place, api }: Pick<RecordHome, "place" | "api">,
  before: LeaseObject | undefined,
  spec: object,
): Promise<void> {
  const { release, namespace } = place;
  const path = leasePath(place);
  const labels = recordLabels(release);
  if (!before) {
    const metadata = { name: recordName(release), namespace, labels };
    await api.create(path.slice(0, path.lastIndexOf("/")), { ...type, metadata, spec });
    return;
  }
  const { resourceVersion } = before.metadata;
  await api.mergePatch(path, { metadata: { labels, resourceVersion }, spec });
}

/** Whether another look can't help: the Lease did not change, and the answer is not lost. */
function isFinal(error: unknown): boolean {
  return error instanceof KubeError && error.status < 500 && ![404, 409].includes(error.status);
}

function explained(error: unknown, place: RecordPlace, before: LeaseObject | undefined): unknown {
  if (!(error instanceof KubeError)) return error;
  const what = `Lease ${recordName(place.release)}`;
  if (error.status === 403)
    return new Error(mayNot(before ? "patch" : "create", place, what), { cause: error });
  if (error.status === 404)
    return new Error(
      `there is no namespace ${place.namespace} for the ${what}: an update of the stack makes it`,
      { cause: error },
    );
  return error;
}

function heldBy(cluster: string, { name, sinceMs, untilMs }: Holder): string {
  const since = new Date(sinceMs).toISOString();
  const until = new Date(untilMs).toISOString();
  return `${name} drives the rollout since ${since}; nobody else may before ${until} by the clock of cluster ${cluster}, and that driver may renew it until it ends`;
}

// Does with an API server all that keeping a rollout takes: what its rights are for.
import type { RecordApi, RecordPlace } from "../../../operations/rollout/record/copy";
import { copyTo } from "../../../operations/rollout/record/copy-to";
import { history, keepEnded } from "../../../operations/rollout/record/history";
import { saveAtHome } from "../../../operations/rollout/record/save";
import { acquireLease } from "../../../operations/rollout/lease/acquire";
import { whoAmI, type Identity } from "../../../operations/rollout/who-am-i";
import { rolloutRecord } from "./record";

/** @returns who it was for the API server, and how many rollouts are kept as ended ones */
export async function keepRollout(
  api: RecordApi,
  place: RecordPlace,
): Promise<{ readonly who: Identity; readonly ended: number }> {
  const home = { place, cluster: "west", api };
  const record = rolloutRecord({ release: place.release });
  const lease = await acquireLease(home);
  const version = await saveAtHome(home, record);
  const done = { ...record, revision: 2, status: "done" as const };
  await saveAtHome(home, done, version);
  await keepEnded(home, done);
  const client = { ok: true as const, value: api };
  await copyTo(place, [{ cluster: "west", client }], { ...done, epoch: 2 });
  await lease.release();
  return { who: await whoAmI(api), ended: (await history(home)).length };
}

// The schema of the plan that a record holds: that of the key `rollout`, whose values were checked when the rollout began.
import * as v from "valibot";
import type { PathMatch, StringMatch } from "../../release/routing";
import { isMapping } from "../../schema/best-effort";
import { choose, flag } from "../../schema/common";
import type { Schema } from "../../schema/note";
import type {
  CanaryScale,
  HeaderRouteSpec,
  HeaderRoutingMatch,
  MirrorRouteSpec,
  MirrorRoutingMatch,
  PauseSpec,
  RolloutSpec,
  RolloutStep,
  WaveSpec,
  WebhookSpec,
} from "../spec";
import { recordedAnalysis, recordedBackground, recordedTemplate } from "./analysis-spec-schema";
import {
  atLeast0,
  count,
  duration,
  fields,
  list,
  mapOf,
  oneKeyOf,
  oneOf,
  percent,
  text,
} from "./forms";

/*
 * The schema of the declaration (model/schema/rollout) is not this one. It refuses keys that it does
 * not know, and values that the program may forbid one day: a rollout that began before that must
 * still be read.
 */

const notNegative = atLeast0("a number of at least 0");

const pauseTime = choose<string | number>((given) =>
  typeof given === "number" ? notNegative : duration,
);

const texts = { exact: text, prefix: text, regex: text };
const textMatch = oneKeyOf<StringMatch>("a condition", texts);
const pathMatch = oneKeyOf<PathMatch>("a condition", { ...texts, pathPrefix: text });

const headerMatch = fields<HeaderRoutingMatch>({ headerName: text, headerValue: textMatch });

const mirrorMatch = fields<MirrorRoutingMatch>({
  method: v.optional(textMatch),
  path: v.optional(pathMatch),
  headers: v.optional(mapOf(textMatch)),
});

/** A step whose key is not known was written by a newer gray-release: nothing may pass over it. */
const step = oneKeyOf<RolloutStep>("a step", {
  setWeight: percent,
  pause: fields<PauseSpec>({ duration: v.optional(pauseTime) }),
  setCanaryScale: oneKeyOf<CanaryScale>("a scale", {
    replicas: count(0),
    weight: notNegative,
    matchTrafficWeight: flag,
  }),
  setHeaderRoute: fields<HeaderRouteSpec>({ name: text, match: v.optional(list(headerMatch)) }),
  setMirrorRoute: fields<MirrorRouteSpec>({
    name: text,
    match: v.optional(list(mirrorMatch)),
    percentage: v.optional(percent),
  }),
  webhook: fields<WebhookSpec>({
    name: text,
    url: text,
    timeout: v.optional(duration),
    interval: v.optional(duration),
  }),
  analysis: recordedAnalysis,
});

const names = list(text);

const soakingWave = fields<Exclude<WaveSpec, readonly string[]>>({
  clusters: names,
  soak: v.optional(duration),
});

const wave = choose<WaveSpec>((given) => (isMapping(given) ? soakingWave : names));

/** The plan of a rollout in its record. */
export const recordedSpec: Schema<RolloutSpec> = fields<RolloutSpec>({
  steps: list(step),
  waves: v.optional(list(wave)),
  order: v.optional(list(names)),
  unreachable: v.optional(oneOf("stop", "skip")),
  maxFailures: v.optional(count(0)),
  deadline: v.optional(duration),
  promoters: v.optional(names),
  analysis: v.optional(recordedBackground),
  analysisTemplates: v.optional(mapOf(recordedTemplate)),
});

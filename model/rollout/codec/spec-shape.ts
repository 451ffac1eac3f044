// The form of the plan that a record holds: that of the key `rollout`, whose values were checked when the rollout began.
import { durationPattern } from "../../release/duration";
import type { CanaryScale, RolloutSpec, RolloutStep } from "../spec";
import {
  count,
  either,
  fields,
  flag,
  list,
  mapOf,
  oneKeyOf,
  oneOf,
  optional,
  percent,
  text,
  where,
  type Fields,
  type Shape,
} from "./shape";

type KeysOf<T> = T extends unknown ? keyof T : never;

const duration = where(
  "a length of time such as 10m",
  (value) => typeof value === "string" && durationPattern.test(value),
);

const atLeast0 = where(
  "a number of at least 0",
  (value) => typeof value === "number" && value >= 0,
);

const texts = { exact: text, prefix: text, regex: text };
const textMatch = oneKeyOf("a condition", texts);
const pathMatch = oneKeyOf("a condition", { ...texts, pathPrefix: text });

const scales: Readonly<Record<KeysOf<CanaryScale>, Shape>> = {
  replicas: count(0),
  weight: atLeast0,
  matchTrafficWeight: flag,
};

/** A step whose key is not known was written by a newer gray-release: nothing may pass over it. */
const steps: Readonly<Record<KeysOf<RolloutStep>, Shape>> = {
  setWeight: percent,
  pause: fields({ duration: optional(either(duration, atLeast0)) }),
  setCanaryScale: oneKeyOf("a scale", scales),
  setHeaderRoute: fields({
    name: text,
    match: optional(list(fields({ headerName: text, headerValue: textMatch }))),
  }),
  setMirrorRoute: fields({
    name: text,
    match: optional(
      list(
        fields({
          method: optional(textMatch),
          path: optional(pathMatch),
          headers: optional(mapOf(textMatch)),
        }),
      ),
    ),
    percentage: optional(percent),
  }),
  webhook: fields({
    name: text,
    url: text,
    timeout: optional(duration),
    interval: optional(duration),
  }),
};

const names = list(text);

const spec: Fields<RolloutSpec> = {
  steps: list(oneKeyOf("a step", steps)),
  waves: optional(list(either(names, fields({ clusters: names, soak: optional(duration) })))),
  order: optional(list(names)),
  unreachable: optional(oneOf("stop", "skip")),
  maxFailures: optional(count(0)),
  deadline: optional(duration),
  promoters: optional(names),
};

export const specShape = fields(spec);

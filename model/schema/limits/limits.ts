// The schema of the key `limits`: what a team forbids changes of a stack to do.
import * as v from "valibot";
import type { FreezeWindow, LimitsSpec } from "../../limits/spec";
import { isTimeZone } from "../../limits/wall-time";
import { registryName } from "../cluster";
import { flag, listOf, named, oneOf, shareText, text, whole } from "../common";
import { hosts } from "../gateway";
import { noted, optional, typed, type Schema } from "../note";
import { someOf } from "../objects";

const timeAllowed = 'a time of day in quotes, from 00:00 to 23:59, such as "18:00"';

/** In quotes, because readers of YAML 1.1 take `18:00` for the number 1080. */
const timeOfDay = named(/^([01]\d|2[0-3]):[0-5]\d$/, timeAllowed);

const zoneAllowed = "a name of the IANA time zone database, such as Europe/Berlin, or UTC";

const timeZone = v.pipe(text(zoneAllowed), v.check(isTimeZone, zoneAllowed));

const weekdays = oneOf("mon", "tue", "wed", "thu", "fri", "sat", "sun");

const freezeWindow: Schema<FreezeWindow> = typed(
  "FreezeWindow",
  "A time in each week in which updates of the stack change nothing. Without `from` and `to` it lasts the whole day.",
  someOf({
    days: optional(
      listOf(weekdays, "a list of days, such as [sat, sun]"),
      "The days on which it begins.",
      { otherwise: "every day", example: ["fri"] },
    ),
    from: optional(timeOfDay, "When it begins on each of the days, by the clocks of `zone`.", {
      default: "00:00",
    }),
    to: optional(
      timeOfDay,
      "When it ends. A time that is not after `from` is one of the next day.",
      { default: "00:00", example: "08:00" },
    ),
    zone: optional(
      timeZone,
      "The time zone of these times; changes to and from daylight saving time count (https://www.iana.org/time-zones).",
      { default: "UTC", example: "Europe/Berlin" },
    ),
    why: optional(text("a sentence"), "The reason, for the message that stops an update.", {
      example: "Nobody is on call",
    }),
  }),
);

/** Percentage points. `pulumi config set --path` writes those with decimals as a text. */
const step = (() => {
  const allowed = "percentage points above 0, up to 100, with at most two decimals";
  const schema = v.pipe(
    v.number(allowed),
    v.gtValue(0, allowed),
    v.maxValue(100, allowed),
    v.check((value) => Number(value.toFixed(2)) === value, allowed),
  );
  return noted(schema, { pattern: shareText });
})();

/** The key `limits`. */
export const limitsSchema: Schema<LimitsSpec> = typed(
  "LimitsSpec",
  "What changes of a stack may not do. `gray check`, `gray diff`, previews and updates stop a change that breaks a limit; an abort never has one.",
  someOf({
    step: optional(
      step,
      "The most percentage points of a service's requests that a version may gain in one update, or in one step of a rollout, in any cluster. An update compares with the live weights. The stable version may gain any number.",
      { example: 20 },
    ),
    rollout: optional(
      flag,
      "Whether weights may change by a declared rollout alone. The stable version may gain any number without one.",
      { default: false },
    ),
    readyPods: optional(
      whole(1, 10_000),
      "The fewest pods, in all clusters together, of a version with a weight: declared, and ready before an update raises its weight.",
      { example: 2 },
    ),
    hosts: optional(
      hosts,
      "Host names that gateways may serve; `*.example.com` allows every name below example.com.",
      { otherwise: "any", example: ["*.example.com"] },
    ),
    noWildcardHosts: optional(
      flag,
      "Whether gateways may serve no host name with a wildcard, such as `*` or `*.example.com`.",
      { default: false },
    ),
    registries: optional(
      listOf(
        named(
          registryName,
          "a registry without https:// and without a slash at its end, such as docker.io or registry.eu.example/shop",
        ),
        "a list of registries",
      ),
      "Registries from which pods may have images, each with a path or without one. An image without a registry is one of docker.io.",
      { otherwise: "any", example: ["registry.eu.example/shop"] },
    ),
    strictMtls: optional(
      flag,
      "Whether every pod must demand mutual TLS of its callers, on all of its ports.",
      { default: false },
    ),
    equalPrimaries: optional(
      flag,
      "Whether all primary clusters must have the same weights and lanes.",
      { default: false },
    ),
    freeze: optional(
      listOf(freezeWindow, "a list of times in a week"),
      "Times in which updates change nothing. Previews warn of one, and updates stop.",
      {
        otherwise: "none",
        example: [{ days: ["fri"], from: "16:00", to: "08:00", zone: "Europe/Berlin" }],
      },
    ),
  }),
);

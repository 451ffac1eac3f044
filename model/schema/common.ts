// The building blocks of all schemas: texts, numbers, durations, lists, and values by name.
import * as v from "valibot";
import { durationPattern, seconds } from "../release/duration";
import { containerPortName, dnsLabel, labelValue, serviceName } from "../release/names";
import { isMapping } from "./best-effort";
import { allowedBy, noted, typed, type Schema } from "./note";

/*
 * The message of a schema says which values are allowed at its place: it becomes the `allowed` line
 * of a Problem.
 */

/** Text that is not empty. */
export const text = (allowed: string) => v.pipe(v.string(allowed), v.minLength(1, allowed));

/** Text of a certain form. */
export const named = (pattern: RegExp, allowed: string) =>
  v.pipe(v.string(allowed), v.regex(pattern, allowed));

/** A whole number between two others, both included. */
export const whole = (low: number, high: number, more = "") => {
  const allowed = `an integer from ${low} to ${high}${more}`;
  return v.pipe(
    v.number(allowed),
    v.integer(allowed),
    v.minValue(low, allowed),
    v.maxValue(high, allowed),
  );
};

/** True or false. */
export const flag = v.boolean("true or false");

/** Words in a row, the last one after "and" or "or". */
export function inRow(words: readonly string[], joint: "and" | "or"): string {
  const [last, ...others] = [...words].reverse();
  return [others.reverse().join(", "), last].filter(Boolean).join(` ${joint} `);
}

/** One of a few words. */
export const oneOf = <const T extends string>(...words: readonly [T, ...T[]]) =>
  v.picklist(words, inRow(words, "or"));

/** A percentage of requests that is not 0. */
export const percent = (() => {
  const allowed = "a percentage above 0, up to 100";
  return v.pipe(v.number(allowed), v.gtValue(0, allowed), v.maxValue(100, allowed));
})();

/** The durations that are not below a millisecond; of minutes and hours only 0 is refused. */
const atLeastMillisecond =
  /^(0*[1-9]\d*(\.\d+)?(ms|s|m|h)|0+\.\d{0,2}[1-9]\d*s|0+\.\d*[1-9]\d*(m|h))$/;

/**
 * A share of requests in percent, with at most two decimals. `pulumi config set --path` writes a
 * number with a decimal point as a text, which `sharesAsNumbers` turns into a number before.
 */
export const share = (more = "", [least, most] = [0, 100]) => {
  const allowed = `a percentage from ${least} to ${most}, with at most two decimals${more}`;
  const schema = v.pipe(
    v.number(allowed),
    v.minValue(least, allowed),
    v.maxValue(most, allowed),
    v.check((value) => Number(value.toFixed(2)) === value, allowed),
  );
  return noted(schema, { pattern: shareText });
};

/** How `pulumi config set --path` writes a percentage with decimals. */
export const shareText = /^\d*\.\d{1,2}$/;

/** A length of time. Istio takes none below a millisecond. */
export const duration = (() => {
  const allowed = "a duration of at least 1ms, such as 1.5s, 250ms, 5m or 1h";
  const schema = v.pipe(
    v.string(allowed),
    v.regex(durationPattern, allowed),
    v.check((value) => seconds(value) >= 0.001, allowed),
  );
  const says = "A length of time: a number and `h`, `m`, `s` or `ms`, such as `1.5s` or `250ms`.";
  return noted(typed("Duration", says, schema), { pattern: atLeastMillisecond });
})();

/** A length of time, or `0s`. */
export const durationOrZero = (() => {
  const allowed = "a duration of at least 1ms, such as 1.5s, 250ms, 5m or 1h, or 0s";
  const pattern = new RegExp(`${atLeastMillisecond.source}|^0+(ms|s|m|h)$`);
  return noted(v.pipe(v.string(allowed), v.regex(pattern, allowed)), { pattern });
})();

/** A schema that accepts no value: the whole value is wrong. */
export const refused = (allowed: string) => v.custom<never>(() => false, allowed);

/**
 * A schema that depends on the given value, so that a mistake inside the value has its own path.
 *
 * @param among the schemas out of which it chooses, for those who write types from schemas
 */
export const choose = <T>(
  pick: (given: unknown) => Schema<T>,
  among?: readonly v.GenericSchema[],
): Schema<T> => noted<Schema<T>>(v.lazy(pick), among ? { among } : {});

/** A text, a number or a flag; or a mapping in its place. */
export function orMapping<A, B>(
  scalar: Schema<A>,
  mapping: Schema<B>,
  allowed = `${allowedBy(scalar)}, or ${allowedBy(mapping)}`,
): Schema<A | B> {
  const schema = choose<A | B>(
    (given) => {
      if (isMapping(given)) return mapping;
      return typeof given === typeOf(scalar) ? scalar : refused(allowed);
    },
    [scalar, mapping],
  );
  return noted(schema, { allowed });
}

/** A mapping, or `false` for none. */
export function orFalse<T>(mapping: Schema<T>, allowed = allowedBy(mapping)): Schema<false | T> {
  const none = v.literal(false, "false");
  const pick = (given: unknown): Schema<false | T> => {
    if (given === false) return none;
    return isMapping(given) ? mapping : refused(allowed);
  };
  return noted(choose(pick, [mapping, none]), { allowed });
}

/** A mapping, or a list in its place. */
export function orList<A, B>(mapping: Schema<A>, list: Schema<B>, allowed: string): Schema<A | B> {
  const schema = choose<A | B>(
    (given) => {
      if (isMapping(given)) return mapping;
      return Array.isArray(given) ? list : refused(allowed);
    },
    [mapping, list],
  );
  return noted(schema, { allowed });
}

/** The JavaScript type of a scalar's values. */
function typeOf(schema: v.GenericSchema): string {
  return schema.type === "picklist" ? "string" : schema.type;
}

/** A number, or a share of all of them in percent. */
export function countOrShare(most: number): Schema<number | string> {
  const count = whole(0, most);
  const share = named(/^(100|[1-9]?\d)%$/, "a share from 0% to 100%");
  const allowed = `${allowedBy(count)}, or ${allowedBy(share)}`;
  const pick = (given: unknown): Schema<number | string> => {
    if (typeof given === "number") return count;
    return typeof given === "string" ? share : refused(allowed);
  };
  return noted(choose(pick, [count, share]), { allowed });
}

/** Values by name. */
export function record<T>(
  name: v.GenericSchema<string, string>,
  value: Schema<T>,
  allowed: string,
): Schema<Record<string, T>> {
  const schema = v.record(name, value, allowed);
  return noted(
    choose((given) => (isMapping(given) ? schema : refused(allowed)), [schema]),
    { allowed },
  );
}

/** A list with at least one item. */
export const listOf = <T>(item: Schema<T>, allowed: string): Schema<T[]> =>
  v.pipe(v.array(item, allowed), v.minLength(1, `${allowed}, at least one`));

export const mapping = "a mapping of names to values";
export const anyName = v.string();
export const strings = record(anyName, v.string("a string"), mapping);

/** A DNS label: the name of a cluster, a namespace or a route. */
export const dnsName = named(
  dnsLabel,
  "a DNS label: lower-case letters, digits and '-', at most 63 characters",
);

export const port = whole(1, 65535);

/** Name of a service's port. Without a letter it could be taken for a number. */
export const portName = named(
  /^(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "the name of a port: a DNS label with a letter",
);

/** A port of a container: its number, or its name. */
export const containerPort: Schema<number | string> = (() => {
  const name = named(
    containerPortName,
    "a port's name: at most 15 lower-case letters, digits and single '-', with a letter",
  );
  const allowed = `${allowedBy(port)}, or ${allowedBy(name)}`;
  const schema = choose<number | string>(
    (given) => {
      // A number in quotes is meant as a number.
      if (typeof given === "string") return /^\d+$/.test(given) ? port : name;
      return typeof given === "number" ? port : refused(allowed);
    },
    [port, name],
  );
  return noted(schema, { allowed });
})();

/** Name of a version. */
export const version = named(
  labelValue,
  "a version name that is a label value: letters, digits, '-', '_' and '.', at most 63 characters, a letter or digit at both ends",
);

/** Name of a service. */
export const service = named(
  serviceName,
  "a Service name: a DNS label that begins with a letter, at most 63 characters",
);

/**
 * Name of an HTTP header, a cookie or the like
 * (https://www.rfc-editor.org/rfc/rfc9110#name-tokens).
 */
export const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

export const headerName = named(token, "a header name: letters, digits and '-'");

/**
 * The key of a label or of an annotation: a name, with a DNS subdomain and `/` before it if wanted
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set).
 */
export const metadataKey = named(
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/,
  "a key of letters, digits, '-', '_' and '.', at most 63 characters, or a domain, '/' and such a key",
);

/** Labels by key. */
export const labels = record(
  metadataKey,
  named(
    /^([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$/,
    "a label value: letters, digits, '-', '_' and '.', at most 63 characters, a letter or digit at both ends",
  ),
  "a mapping of labels to values",
);

/** Annotations by key. */
export const annotations = record(
  metadataKey,
  v.string("a string"),
  "a mapping of annotations to texts",
);

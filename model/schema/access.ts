// The schemas of the keys `access` and `callers`.
import * as v from "valibot";
import type { AccessSpec } from "../release/access";
import { flag, named, object, type Schema } from "./common";

/** A namespace is a DNS label; a service account's name may have dots. */
const caller = named(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$/,
  "a namespace such as shop, or a namespace and a service account such as shop/web",
);

/** A list of callers. An empty list adds no caller. */
export const callers = v.array(caller, "a list of callers");

/** The schema of the key `access`. */
export const accessSpec: Schema<AccessSpec> = object(
  {
    sameNamespace: v.optional(flag),
    gateway: v.optional(caller),
    callers: v.optional(callers),
  },
  "a mapping with sameNamespace, gateway and callers",
);

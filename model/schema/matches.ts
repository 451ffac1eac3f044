// The schemas of conditions on requests, and of the paths of exposed services.
import * as v from "valibot";
import type { ExposedPath } from "../plan/exposure";
import type { RouteMatch, StringMatch } from "../release/routing";
import {
  anyName,
  exactlyOne,
  mapping,
  named,
  object,
  oneOf,
  record,
  strings,
  text,
  token,
  type Schema,
} from "./common";

const one = "exactly one of exact, prefix and regex, with a string";
const some = text("a string");

/** A condition on any text. */
export const stringMatch = exactlyOne<StringMatch>({ exact: some, prefix: some, regex: some }, one);

const path = named(/^\//, "a path that begins with '/'");

const pathMatch = exactlyOne<StringMatch>({ exact: path, prefix: path, regex: some }, one);

/** A path under which a service is exposed. */
export const exposedPath = exactlyOne<ExposedPath>(
  { exact: path, prefix: path },
  "exactly one of exact and prefix, with a path",
);

const method = exactlyOne<StringMatch>(
  { exact: named(/^[A-Z-]+$/, "a method in capitals, such as GET"), prefix: some, regex: some },
  one,
);

const matchedHeader = named(
  // Istio ignores these four as header names.
  new RegExp(`^(?!(uri|scheme|method|authority)$)${token.source.slice(1)}`, "i"),
  "a header name: letters, digits and '-'; uri, method and authority are conditions of their own",
);

/** Conditions on a request. */
export const routeMatch: Schema<RouteMatch> = object(
  {
    headers: v.optional(record(matchedHeader, stringMatch, mapping)),
    cookies: v.optional(record(named(token, "a cookie's name"), stringMatch, mapping)),
    query: v.optional(record(anyName, stringMatch, mapping)),
    uri: v.optional(pathMatch),
    method: v.optional(method),
    authority: v.optional(stringMatch),
    from: v.optional(oneOf("gateway", "mesh")),
    sourceLabels: v.optional(strings),
  },
  "a mapping with headers, cookies, query, uri, method, authority, from or sourceLabels",
);

/** Finds the fields in which a live object is not as it is declared. Pure. */
import { partners } from "./partners";
import { below, isKeyed, isSet, keyNames, stepTo, type Ownership } from "./managed-fields";
import type { ManagedFieldsEntry } from "../../model/live-object";
import { isMapping } from "../../model/schema/best-effort";

/** A declared field whose live value is another one. */
export interface Difference {
  /** Where it is: `spec.http[0].route[1].weight`, elements of lists with keys by their name. */
  readonly path: string;
  /** Names of the elements that hold it, from the outside in: the route's, the version's. */
  readonly of: readonly string[];
  /** The declared value; undefined where nothing is declared. */
  readonly from: unknown;
  /** The live value; undefined where there is none. */
  readonly to: unknown;
  /** The field managers that own the live value. */
  readonly writers: readonly ManagedFieldsEntry[];
}

/** A place in both objects. */
interface Place {
  readonly path: string;
  readonly of: readonly string[];
  readonly owners: readonly Ownership[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The declared fields whose live value is another one, with the managers that wrote it. Fields that
 * are not declared are ignored, because they are defaults or belong to other managers; except
 * inside lists that are written as a whole, such as the routes of a VirtualService: there, one
 * manager wrote every element.
 */
export function differences(declared: unknown, live: unknown, place: Place): Difference[] {
  if (equalButEmpty(declared, live)) return [];
  if (isMapping(declared) && isMapping(live)) return ofFields(declared, live, place);
  if (Array.isArray(declared) && Array.isArray(live)) {
    if (isKeyed(place.owners)) return ofKeyed(declared, live, place);
    if (isSet(place.owners)) return ofSet(declared, live, place);
    return inWhole(declared, live, place);
  }
  return [difference(declared, live, place)];
}

function ofFields(declared: Fields, live: Fields, place: Place): Difference[] {
  return Object.entries(declared)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) =>
      differences(value, live[name], {
        path: join(place.path, name),
        of: place.of,
        owners: below(place.owners, `f:${name}`),
      }),
    );
}

/**
 * Elements that are not declared belong to other managers. A key that is not declared has a
 * default, unknown here.
 */
function ofKeyed(
  declared: readonly unknown[],
  live: readonly unknown[],
  place: Place,
): Difference[] {
  const names = keyNames(place.owners);
  return declared.flatMap((value) => {
    const found = live.find((one) =>
      names.every((name) => {
        const key = (value as Fields | null)?.[name];
        return key === undefined || key === (one as Fields | null)?.[name];
      }),
    );
    const step = found === undefined ? undefined : stepTo(place.owners, found);
    return differences(value, found, {
      path: `${place.path}[${String((value as Fields | null)?.[names[0] ?? ""])}]`,
      of: place.of,
      owners: step === undefined ? [] : below(place.owners, step),
    });
  });
}

function ofSet(declared: readonly unknown[], live: readonly unknown[], place: Place): Difference[] {
  return declared
    .filter((value) => !live.some((one) => equalButEmpty(value, one)))
    .map((value) => difference(value, undefined, { ...place, owners: [] }));
}

/**
 * Compares a value that one manager wrote as a whole: an element that is not declared differs, too.
 */
function inWhole(declared: unknown, live: unknown, place: Place): Difference[] {
  if (equalButEmpty(declared, live)) return [];
  if (Array.isArray(declared) && Array.isArray(live)) return ofList(declared, live, place);
  if (isMapping(declared) && isMapping(live))
    return [...new Set([...Object.keys(declared), ...Object.keys(live)])].flatMap((name) =>
      inWhole(declared[name], live[name], { ...place, path: join(place.path, name) }),
    );
  return [difference(declared, live, place)];
}

function ofList(declared: readonly unknown[], live: readonly unknown[], place: Place) {
  const { pairs, moved } = partners(declared, live);
  const elements = pairs.flatMap(([ours, theirs], i) =>
    inWhole(ours, theirs, {
      ...place,
      path: `${place.path}[${i}]`,
      of: [...place.of, ...nameOf(ours ?? theirs)],
    }),
  );
  // Proxies take the first route that a request meets: another order is another routing.
  const names = (list: readonly unknown[]) => list.flatMap(nameOf);
  return moved ? [difference(names(declared), names(live), place), ...elements] : elements;
}

/** A route has a name; a share of a route has the subset of a version. */
function nameOf(element: unknown): string[] {
  if (!isMapping(element)) return [];
  const { name, destination } = element;
  const subset = isMapping(destination) ? destination.subset : undefined;
  return [name, subset].filter((one) => typeof one === "string");
}

function difference(from: unknown, to: unknown, { path, of, owners }: Place): Difference {
  return { path, of, from, to, writers: owners.map(({ owner }) => owner) };
}

/** Whether two values are equal, where an empty one equals none: an API server may leave it out. */
function equalButEmpty(a: unknown, b: unknown): boolean {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, i) => equalButEmpty(one, b[i]));
  if (!isMapping(a) || !isMapping(b)) return false;
  return [...Object.keys(a), ...Object.keys(b)].every((key) => equalButEmpty(a[key], b[key]));
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}

function join(path: string, name: string): string {
  if (/[./]/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === "" ? name : `${path}.${name}`;
}

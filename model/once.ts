// Makes what follows from an object once, however often it is asked for.

/**
 * A pure function of one object that remembers its results as long as the objects live: clusters share
 * the arguments of what they have alike, and a fleet has a hundred of them. Callers get the same result
 * again, so none may change it.
 */
export function once<Given extends object, Result>(
  make: (given: Given) => Result,
): (given: Given) => Result {
  const made = new WeakMap<Given, { readonly result: Result }>();
  return (given) => {
    const known = made.get(given) ?? { result: make(given) };
    made.set(given, known);
    return known.result;
  };
}

// The type of a part of a value, such as a part of a PodSpec.
/** A part of a value: each field may be left out, or be `null` to remove the generated field. */
export type Part<T> = T extends readonly (infer Item)[]
  ? readonly Part<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Part<T[Key]> | null }
    : T;

/** How the time of a judgement grows with one thing that others choose. */
export interface Series {
  readonly title: string;
  readonly sizes: readonly number[];
  /** The exponent that may not be passed. */
  readonly most: number;
  /** Makes the input of one size, and checks once that it is judged as it should. */
  readonly work: (size: number) => Promise<() => Promise<unknown>>;
}

export const TO_TEN_THOUSAND: readonly number[] = [10, 100, 1000, 10_000];

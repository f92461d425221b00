/** What a contestant needed over the rounds, in the unit of its row. */
export interface Figure {
  readonly name: string;
  readonly median: number;
  /** Quartiles: half of the rounds lie between them. */
  readonly low: number;
  readonly high: number;
}

export function figureOf(name: string, samples: readonly number[]): Figure {
  return { name, median: quantile(samples, 0.5), low: quantile(samples, 0.25), high: quantile(samples, 0.75) };
}

export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * Median over the rounds of one divided by the other in the same round: a machine that slows down for some seconds slows
 * both down.
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): number {
  const ratios = ours.flatMap((sample, round) => {
    const other = theirs[round];
    return other === undefined ? [] : [sample / other];
  });
  return quantile(ratios, 0.5);
}

/** The exponent e of time = c · size^e, by least squares over the logarithms. */
export function fittedExponent(points: readonly { readonly size: number; readonly time: number }[]): number {
  const logs = points.map(({ size, time }) => [Math.log(size), Math.log(time)] as const);
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [meanOf(logs.map(([size]) => size)), meanOf(logs.map(([, time]) => time))];
  const covariance = meanOf(logs.map(([size, time]) => (size - x) * (time - y)));
  return covariance / meanOf(logs.map(([size]) => (size - x) ** 2));
}

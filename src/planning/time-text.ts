/** Times in the unit that one would say them in. */
import { grouped } from '../modules/scaling/text.ts';

/** Seconds below a minute and whole hours with minutes from two hours on: "2.5 s", "15 min", "2 h 47 min". */
export function timeText(minutes: number): string {
  if (minutes < 1) return `${grouped(minutes * 60, 4)} s`;
  if (minutes < 120) return `${grouped(minutes, 2)} min`;
  const whole = Math.round(minutes);
  const rest = whole % 60;
  return `${grouped(Math.floor(whole / 60))} h${rest === 0 ? '' : ` ${rest} min`}`;
}

import type { JSX } from 'preact';

const shapes = {
  bell: 'M6 10a6 6 0 1 1 12 0c0 5 2 6 2 6H4s2-1 2-6M10 20a2 2 0 0 0 4 0',
  bellOff:
    'M8 5.5A6 6 0 0 1 18 10c0 2 .3 3.400.7 4.400M6.300 8.500C5.800 13.500 4 16 4 16h12M10 20a2 2 0 0 0 4 0M3 3l18 18',
  menu: 'M5 7h14M5 12h14M5 17h14',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5.500v13l10.500-6.500z',
  hangUp: 'M4 4h11a3 3 0 0 1 3 3v2M4 4v16l4-4h4M15 14l6 6M21 14l-6 6',
  send: 'M4 12L20 4l-5 16-3.500-6.500zM11.500 13.500L20 4',
  details: 'M4 5h16v14H4zM14 5v14',
  down: 'M12 5v14M6 13l6 6 6-6',
  chevron: 'M7 10l5 5 5-5',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  warning: 'M12 4L2.500 20h19zM12 10v4M12 17v.01',
  retry: 'M19 12a7 7 0 1 1-2-5M19 4v4h-4',
  pencil: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  chat: 'M4 5h16v11h-8l-5 4v-4H4z',
  phone:
    'M5 4h4l1.500 4.500L8 10.500a12 12 0 0 0 5.500 5.500l2-2.500L20 15v4a1.500 1.500 0 0 1-1.500 1.500C10 20.500 3.500 14 3.500 5.500A1.500 1.500 0 0 1 5 4z',
  mail: 'M3.500 5.500h17v13h-17zM3.500 6.500l8.500 6.500 8.500-6.500',
  later: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4l3 2',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5M8.500 8.500h7M8.500 12h4',
  enlarge: 'M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7',
  pickUp: 'M4 5h16v11h-8l-5 4v-4H4zM8.500 10.500l2.500 2.500 4.500-5',
} as const;

export type IconName = keyof typeof shapes;

/** A drawing beside a word or on a named button; it says nothing by itself. Arrows to the side turn with the direction of reading. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}

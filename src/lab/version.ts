/** The version that results carry. A test holds it to the package's. */
export const VERSION = '0.1.0';

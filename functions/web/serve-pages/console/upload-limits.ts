/** The largest file that may be uploaded: it goes to the browser and back while its changes are looked at. */
export const UPLOAD_BYTES_MAX = 2 * 1024 * 1024;
/** A form with such a file in it, written in letters. */
export const UPLOAD_BODY_BYTES_MAX = 4 * 1024 * 1024;

/** How the addresses begin that take a file. */
export const UPLOAD_PATHS = ['/console/plan/import/', '/console/contacts/transfer/'];

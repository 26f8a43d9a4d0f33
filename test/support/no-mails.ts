/** For pages that send nothing: whatever would be rendered is a mistake of the test. */
export const NO_MAILS = () => Promise.reject(new Error('no mail is rendered here'));

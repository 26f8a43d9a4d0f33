/** Where the pages of the first day lie; the links between them are written once. */
export const SETUP = {
  room: '/console/setup',
  contactCheck: '/console/setup/contact-check',
  registration: '/console/setup/registration',
  trial: '/console/setup/trial',
  departmentSheet: '/console/setup/sheets/departments',
  secretariatSheet: '/console/setup/sheets/secretariat',
} as const;

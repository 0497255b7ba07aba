// What the mock alone keeps beside contacts, apps and the CRM: never part of a reply of Retell's contract.

/** A file that waits to be imported. */
export interface ContactUpload {
  fileName: string
  text: string
}

/** Whose records have been read: from then on, a sync reads only what has changed. */
export interface CrmCursor {
  appId: string
}

/** A record of the CRM that the mock plays. */
export interface CrmRecord {
  id: string
  fields: Record<string, unknown>
  /** Changed in the CRM since the last sync. */
  unread: boolean
  modified_timestamp: number
}

/** Secrets are not kept: only whether the other system takes them. */
export interface AppCredentials {
  accepted: boolean
}

import { z } from 'zod'

/**
 * How many files, and how large: what fits depends on the disk and on the memory of who runs this, so each is a setting.
 * A figure that is refused stands in the words of its refusal.
 */
export interface UploadLimits {
  /** The largest file that is taken: agreements and sign-offs are scans and photos. */
  readonly fileBytes: number
  /** A file comes in pieces of so much: what breaks off loses less than one. */
  readonly pieceBytes: number
  /** A deal's files, all kinds and versions: enough for a long job, not for a drive. */
  readonly filesPerDeal: number
  /** Evidence of one milestone: each file is an upload of its own to QuickBooks, for each of its invoices. */
  readonly evidencePerMilestone: number
  /** What comes in one form: of a client with an answer, or of the page inside HubSpot. */
  readonly filesPerForm: number
  /** All files of one workspace, of every deal: nobody fills the disk that others write to. */
  readonly filesPerWorkspace: number
  readonly bytesPerWorkspace: number
  /** How many files of one person may be on their way. */
  readonly uploadsPerPerson: number
  /** What broke off can go on for so long. */
  readonly keptMs: number
}

const MB = 1024 * 1024
const count = (usual: number, most: number) => z.coerce.number().int().min(1).max(most).default(usual)

/** QuickBooks takes uploads of 100 MB with their description; a file is held in memory while it is judged. */
export const uploadSettings = {
  /** In MB. */
  UPLOAD_FILE_MB: count(25, 95),
  /** In kB: one piece, which is held in memory. */
  UPLOAD_PIECE_KB: z.coerce.number().int().min(64).max(8_192).default(1_024),
  UPLOADS_PER_PERSON: count(60, 1_000),
  /** In hours. */
  UPLOAD_KEPT_HOURS: count(24, 24 * 30),
  FILES_PER_DEAL: count(200, 10_000),
  FILES_PER_MILESTONE: count(50, 500),
  FILES_PER_FORM: count(5, 20),
  FILES_PER_WORKSPACE: count(100_000, 100_000_000),
  /** In GB. */
  FILES_PER_WORKSPACE_GB: count(50, 100_000),
}

/** The limits that settings say. */
export function uploadLimitsOf(
  settings: {
    readonly [name in keyof typeof uploadSettings]: number
  },
): UploadLimits {
  return {
    fileBytes: settings.UPLOAD_FILE_MB * MB,
    pieceBytes: settings.UPLOAD_PIECE_KB * 1024,
    filesPerDeal: settings.FILES_PER_DEAL,
    evidencePerMilestone: settings.FILES_PER_MILESTONE,
    filesPerForm: settings.FILES_PER_FORM,
    filesPerWorkspace: settings.FILES_PER_WORKSPACE,
    bytesPerWorkspace: settings.FILES_PER_WORKSPACE_GB * 1024 * MB,
    uploadsPerPerson: settings.UPLOADS_PER_PERSON,
    keptMs: settings.UPLOAD_KEPT_HOURS * 3_600_000,
  }
}

/** Those of a program that nobody told anything. */
export const usualUploads: UploadLimits = uploadLimitsOf(z.object(uploadSettings).parse({}))

/** "25 MB". */
export const megabytes = (bytes: number): string => `${bytes / MB} MB`

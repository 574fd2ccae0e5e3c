import { IconFileText, IconMail, IconPhoto } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { FileView } from '../../../http/contract/document'
import classes from './documents.module.css'
import { isDrawn, thumbnailAddress } from './file-words'

/** Waits before a small picture that is not there yet is asked for again, in milliseconds. */
const WAITS = [1_500, 3_000, 6_000, 12_000, 24_000]

/** What a file looks like: a picture small, and everything else, or a picture that can't be drawn, as an icon. */
export function FilePicture({ file }: { readonly file: Pick<FileView, 'id' | 'type'> }) {
  const [tries, setTries] = useState(0)
  const [state, setState] = useState<'asking' | 'shown' | 'missing'>(
    isDrawn(file.type) ? 'asking' : 'missing',
  )
  useEffect(() => {
    const wait = WAITS[tries]
    if (state !== 'missing' || wait === undefined || !isDrawn(file.type)) return
    const timer = setTimeout(() => {
      setTries(tries + 1)
      setState('asking')
    }, wait)
    return () => clearTimeout(timer)
  }, [state, tries, file.type])
  const Icon = file.type.startsWith('image/')
    ? IconPhoto
    : file.type.startsWith('message/')
      ? IconMail
      : IconFileText
  return (
    <span className={classes['picture']} data-drawn={isDrawn(file.type) || undefined}>
      {state !== 'shown' && <Icon size={20} aria-hidden className={classes['icon'] ?? ''} />}
      {state !== 'missing' && (
        <img
          // Each try is an address of its own: a browser keeps what failed.
          src={`${thumbnailAddress(file.id)}?try=${tries}`}
          alt=""
          hidden={state !== 'shown'}
          onLoad={() => setState('shown')}
          onError={() => setState('missing')}
        />
      )}
    </span>
  )
}

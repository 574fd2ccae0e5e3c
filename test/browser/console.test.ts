/**
 * The console as people use it: the built program, its pages in a real browser, and both vendors' own pages
 * beside them. Each story brings its own deal; whatever goes wrong on any page, even unseen, fails the story.
 */
import { must } from '../fixtures/must'
import { describeWith } from '../fixtures/tools'
import { actByRole } from './act-by-role'
import { billByDate } from './bill-by-date'
import { billByHand } from './bill-by-hand'
import { billTwoPayers } from './bill-two-payers'
import { catchUpByHand } from './catch-up-by-hand'
import { changeByOrder } from './change-by-order'
import { editInTwoTabs } from './edit-in-two-tabs'
import { giveFocusBack } from './give-focus-back'
import { keepDocuments } from './keep-documents'
import { lookAtEveryPage } from './look-at-every-page'
import { orderByHand } from './order-by-hand'
import { planByHand } from './plan-by-hand'
import { reviewByColleague } from './review-by-colleague'
import { showHostileWords } from './show-hostile-words'
import { splitAndUndo } from './split-and-undo'
import { openStage, type Stage } from './stage'
import { startFromWords } from './start-from-words'

describeWith('chromium', 'the console in a browser', (chromiumPath) => {
  let stage: Stage | undefined
  beforeAll(async () => {
    stage = await openStage(chromiumPath)
  }, 90_000)
  afterAll(() => stage?.close(), 30_000)

  const here = () => must(stage)
  billByHand(here)
  planByHand(here)
  startFromWords(here)
  splitAndUndo(here)
  orderByHand(here)
  billTwoPayers(here)
  changeByOrder(here)
  catchUpByHand(here)
  reviewByColleague(here)
  actByRole(here)
  editInTwoTabs(here)
  showHostileWords(here)
  keepDocuments(here)
  giveFocusBack(here)
  lookAtEveryPage(here)
  // The last one: it moves the clock.
  billByDate(here)
})

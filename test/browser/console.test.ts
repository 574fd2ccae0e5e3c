/**
 * The console as people use it: the built program, its pages in a real browser, and both vendors' own pages
 * beside them. Each story brings its own deal; whatever goes wrong on any page, even unseen, fails the story.
 */
import { must } from '../fixtures/must'
import { describeWith } from '../fixtures/tools'
import { actByRole } from './act-by-role'
import { answerAsTheClient } from './answer-as-the-client'
import { answerTogether } from './answer-together'
import { askTheClient } from './ask-the-client'
import { billByDate } from './bill-by-date'
import { billByHand } from './bill-by-hand'
import { billByProgress } from './bill-by-progress'
import { billHours } from './bill-hours'
import { billTheMonth } from './bill-the-month'
import { billTwoPayers } from './bill-two-payers'
import { fromMailToPaid } from './from-mail-to-paid'
import { giveFocusBack } from './give-focus-back'
import { lookAtEveryPage } from './look-at-every-page'
import { reachTheClient } from './reach-the-client'
import { releaseByHand } from './release-by-hand'
import { remindByHand } from './remind-by-hand'
import { reviewByColleague } from './review-by-colleague'
import { reviewPrepared } from './review-prepared'
import { showHostileWords } from './show-hostile-words'
import { openStage, type Stage } from './stage'
import { wordInvoices } from './word-invoices'

describeWith('chromium', 'the console in a browser', (chromiumPath) => {
  let stage: Stage | undefined
  beforeAll(async () => {
    stage = await openStage(chromiumPath)
  }, 90_000)
  afterAll(() => stage?.close(), 30_000)

  const here = () => must(stage)
  billByHand(here)
  billTwoPayers(here)
  billByProgress(here)
  billHours(here)
  releaseByHand(here)
  billTheMonth(here)
  remindByHand(here)
  reviewByColleague(here)
  askTheClient(here)
  answerAsTheClient(here)
  answerTogether(here)
  fromMailToPaid(here)
  reachTheClient(here)
  reviewPrepared(here)
  wordInvoices(here)
  actByRole(here)
  showHostileWords(here)
  giveFocusBack(here)
  lookAtEveryPage(here)
  // The last one: it moves the clock.
  billByDate(here)
})

"""What the invented people wrote: plans, how it went, feedback. No student is named, as everywhere here."""

TALK_PLANS = (
    "Sentence frames for agreeing and disagreeing, during the warm-up",
    "Think, pair, then add to what your partner said",
    "Talk moves posters while we read the second chapter",
    "“I heard you say ... and I want to add ...” in groups of four",
    "Claim and evidence frames before the written paragraph",
    "One question, three turns: everybody speaks before anybody speaks twice",
)
TALK_HAPPENED = (
    "After the second round pairs used the frames on their own. The quiet half of the room spoke.",
    "Slow at first: they read the frames aloud like a script. By the third question they were their own.",
    "Four groups built on each other's ideas, two talked past each other. The paragraphs came out longer.",
    "They listened better than they spoke. I had to model the disagreeing frame twice before anybody dared.",
    "The frames on the desk cards worked; the ones on the wall nobody looked at.",
)
TALK_CHANGE = (
    "Fewer frames: two are plenty for a start.",
    "Let them write their own frame at the end.",
    "Start in pairs before groups of four.",
    "",
    "Record one group, with consent, so that we can listen for who builds on whom.",
)
SCIENCE_PLANS = (
    "Begin with the phenomenon: a can that crushes itself. No vocabulary before the model",
    "Weather in a jar, then draw what you think happens inside",
    "Shadow stick on the playground, three times a day",
    "Why do some leaves float? Observe first, name later",
    "Questions from the class decide the order of the unit",
)
SCIENCE_HAPPENED = (
    "They asked eleven questions before I said a word. The models changed twice in one period.",
    "The drawings show where they were stuck much better than the worksheet ever did.",
    "Without the vocabulary they used their own words, and the words got more exact each day.",
    "I explained too early in the first group. In the second one I waited, and it came from them.",
)
SCIENCE_CHANGE = (
    "Wait longer before explaining.",
    "Give them a second sheet for the changed model, instead of an eraser.",
    "",
    "Film the phenomenon, so that those who missed it can see it.",
)
MATH_PLANS = (
    "A number talk three mornings in a row, ten minutes each",
    "Which one doesn't belong? before the lesson on ratios",
    "Draw it two ways before you calculate",
    "Let two groups explain the same answer by different roads",
)
MATH_HAPPENED = (
    "On the third morning they named strategies after each other. Five ways for 18 times 5.",
    "The second drawing was where they found their own mistake.",
    "Two groups disagreed and both were sure. We spent the whole period on it, and it was worth it.",
)
MATH_CHANGE = ("Choose numbers that tempt them into different strategies.", "", "Keep it under ten minutes.")
WARM = (
    "The order of the frames builds so well: agree, add, then disagree.",
    "You can see where the student took up a partner's word.",
    "I like that you left the room for a wrong turn.",
)
COOL = (
    "The prompt asks for two things at once. What if the evidence came on its own line?",
    "The frames carry a lot of the thinking here; maybe take one away next time.",
)
ANSWERS = (
    "I paired by table, so that nobody had to walk. Next time I mix.",
    "Thank you for looking so closely. I try a second example on Thursday.",
    "They chose the frame themselves after the second round.",
)
QUESTION = (
    "How did you decide who talks first?",
    "What did the rest of the class do while the pairs were presenting?",
)
OPEN_LINES = (
    "More time to plan with people of my grade, please.",
    "Seeing real student work made the difference.",
    "I would love to see it once in somebody's classroom.",
    "Thank you for keeping to the time.",
)
DECISION_NOTES = {
    "keep": "It stays: twice a week from now on.",
    "adapt": "Same idea with fewer frames and a clearer prompt.",
    "set-aside": "Not for this class at this point of the year.",
}


LESSON_PLAN = """#set document(title: "{title}", author: ())
#set page(paper: "us-letter", margin: 2cm)
#set text(size: 24pt)
#set par(leading: 0.8em)
#show heading: set block(above: 1.4em, below: 0.8em)
= {title}
*Grade:* {grade} #h(1em) *Goal:* {goal}
== Before
Show the prompt. Give one minute to think, nobody writes yet.
== During
+ In pairs: say your idea, with one of the frames on the card.
+ Your partner says it back and adds to it.
+ Change partners once. Listen for who builds on whom.
== After
Three lines in the notebook: what I thought, what I heard, what I think now.
#pagebreak()
== What I look for
Students take up a word or an idea of somebody else, and say so.
== On the card
#block(stroke: 1pt, inset: 16pt, radius: 6pt, width: 100%)[
  I agree with my partner because …
  #line(length: 100%)
  I see it another way: …
  #line(length: 100%)
  I used to think …, now I think …
]
== For whom it is too much
Two frames instead of three, and the partner begins. The card stays on the table until May, then it goes.
"""

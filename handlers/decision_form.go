package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"shinsa/review"
)

// mostValues bounds how many fields of one sort are read; a kind has 64 items and reasons at most.
const mostValues = 200

// decisionForm reads what stands in the form of the review page. Fields that it does not have are passed
// over; one that says two things at once makes no sense.
func decisionForm(c *fiber.Ctx) (review.DecisionForm, error) {
	args := c.Request().PostArgs()
	f := review.DecisionForm{Answers: review.Answers{}}
	ok := true
	args.VisitAll(func(k, v []byte) {
		key, value := string(k), string(v)
		switch item, isAnswer := strings.CutPrefix(key, "check."); {
		case isAnswer && value != "":
			before, doubled := f.Answers[item]
			ok = ok && (!doubled || before == review.Answer(value))
			f.Answers[item] = review.Answer(value)
		case key == "reason" && value != "":
			f.Reasons = append(f.Reasons, value)
		}
	})
	outcome, one := single(args, "outcome")
	version, two := single(args, "version")
	note, three := single(args, "note")
	message, four := single(args, "message")
	if !ok || !one || !two || !three || !four || len(f.Answers) > mostValues || len(f.Reasons) > mostValues {
		return f, errNoSense
	}
	f.Outcome, _ = review.ParseOutcome(outcome)
	f.Seen = review.ParseSeenVersion(version)
	f.Note, f.Message = note, message
	return f, nil
}

// single is the value of a field that may stand in a form once; false when it stands there with several.
func single(args *fasthttp.Args, name string) (string, bool) {
	values := args.PeekMulti(name)
	for _, v := range values {
		if string(v) != string(values[0]) {
			return "", false
		}
	}
	if len(values) == 0 {
		return "", true
	}
	return string(values[0]), true
}

// worksheetOf is the part of a form that is kept for the person.
func worksheetOf(f review.DecisionForm) review.WorksheetContent {
	return review.WorksheetContent{Answers: f.Answers, Reasons: f.Reasons, Note: f.Note, Message: f.Message}
}

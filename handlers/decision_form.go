package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"shinsa/review"
)

// mostValues bounds how many fields of one sort are read; a kind has 64 items and reasons at most.
const mostValues = 200

// decisionForm reads what stands in the form of the review page. Fields that it does not have are passed
// over. A form that says two things at once is a *review.DecisionError, and what it says once is read: a text
// that stands there twice has both, an answer or an outcome is open again. A mark that cannot be read is one, too.
func decisionForm(c *fiber.Ctx) (review.DecisionForm, error) {
	args := c.Request().PostArgs()
	f := review.DecisionForm{Answers: review.Answers{}}
	var doubled []string // items
	unreadable := false  // a mark
	args.VisitAll(func(k, v []byte) {
		key, value := string(k), string(v)
		switch item, isAnswer := strings.CutPrefix(key, "check."); {
		case isAnswer && value != "":
			if before, given := f.Answers[item]; given && before != review.Answer(value) && !slices.Contains(doubled, item) {
				doubled = append(doubled, item)
			}
			f.Answers[item] = review.Answer(value)
		case key == "reason" && value != "":
			f.Reasons = append(f.Reasons, value)
		case key == "bulk" && value != "":
			f.Bulk = append(f.Bulk, value)
		case key == "mark" && value != "":
			mark, ok := review.ParseMark(value)
			if unreadable = unreadable || !ok; ok && !slices.Contains(f.Marks, mark) {
				f.Marks = append(f.Marks, mark)
			}
		}
	})
	if len(f.Answers) > mostValues || len(f.Reasons) > mostValues || len(f.Bulk) > mostValues || len(f.Marks) > mostValues {
		return f, errNoSense
	}
	for _, item := range doubled {
		delete(f.Answers, item)
	}
	outcome, one := single(args, "outcome")
	version, two := single(args, "version")
	note, three := single(args, "note")
	message, four := single(args, "message")
	attempt, five := single(args, "attempt")
	told, _ := single(args, "looking") // a hint: whatever is wrong with it, the decision stands
	f.Outcome, _ = review.ParseOutcome(outcome)
	f.Seen = review.ParseSeenVersion(version)
	f.Note, f.Message = note, message
	f.Attempt = review.DecisionID(attempt)
	f.Looked = review.Looked{Visit: attempt, Told: told}
	if !one || !two || !three || !four || !five || len(doubled) > 0 {
		f.Note, f.Message = both(args, "note"), both(args, "message")
		return f, &review.DecisionError{Code: "contradictory", Items: doubled}
	}
	if unreadable {
		return f, &review.DecisionError{Code: "mark-unreadable"}
	}
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

// both is every text that a field has, one below the other.
func both(args *fasthttp.Args, name string) string {
	var all []string
	for _, v := range args.PeekMulti(name) {
		if text := string(v); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n")
}

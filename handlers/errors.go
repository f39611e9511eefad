package handlers

import (
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/staff"
	"shinsa/views"
)

// errCrossSite is for a change that another site asked for, errCSRF for a form without its token.
var (
	errCrossSite = errors.New("handlers: asked for by another site")
	errCSRF      = errors.New("handlers: the form's token is missing or old")
)

// statusError answers with a status whose words are below `error.<word>.`.
type statusError struct {
	status int
	word   string
	args   []any
}

func (e *statusError) Error() string { return "handlers: " + e.word }

// refusal maps an error to what a person is told. What is not named here is a fault of ours.
func refusal(err error) *statusError {
	var (
		already   *statusError
		fromFiber *fiber.Error
		holder    *review.NotHolderError
		turn      *review.OutOfTurnError
		decision  *review.DecisionError
		fields    review.FieldErrors
		throttled *staff.ThrottledError
		erased    *review.ErasedError
		complaint *review.ComplaintError
	)
	switch {
	case errors.As(err, &already):
		return already
	case errors.Is(err, review.ErrNotFound), errors.Is(err, staff.ErrNotFound):
		return &statusError{404, "404", nil}
	case errors.As(err, &erased):
		return &statusError{410, "erased", nil}
	case errors.Is(err, review.ErrErased):
		return &statusError{410, "410", nil}
	case errors.Is(err, review.ErrDenied):
		return &statusError{403, "403", nil}
	case errors.Is(err, errCrossSite):
		return &statusError{403, "cross-site", nil}
	case errors.Is(err, errCSRF):
		return &statusError{403, "csrf", nil}
	case errors.Is(err, review.ErrAlreadyDecided):
		return &statusError{409, "decided", nil}
	case errors.Is(err, review.ErrStale):
		return &statusError{409, "409", nil}
	case errors.Is(err, review.ErrTooLate):
		return &statusError{409, "too-late", nil}
	case errors.As(err, &complaint):
		return &statusError{409, "complaint-" + complaint.Code, nil}
	case errors.As(err, &holder):
		return &statusError{409, "not-holder", nil}
	case errors.As(err, &turn):
		return &statusError{409, "out-of-turn", nil}
	case errors.As(err, &decision), errors.As(err, &fields):
		return &statusError{422, "422", nil}
	case errors.As(err, &throttled):
		return &statusError{429, "429", []any{"wait", waitText(throttled.RetryAfter)}}
	case errors.Is(err, review.ErrBusy), errors.Is(err, staff.ErrBusy):
		return &statusError{503, "503", nil}
	case errors.As(err, &fromFiber):
		return fiberRefusal(fromFiber)
	}
	return &statusError{500, "500", nil}
}

func fiberRefusal(e *fiber.Error) *statusError {
	switch e.Code {
	case 404, 405:
		return &statusError{e.Code, strconv.Itoa(e.Code), nil}
	case 413:
		return &statusError{413, "413", nil}
	case 421, 400, 408, 411, 414, 415, 431:
		return &statusError{e.Code, "400", nil}
	}
	if e.Code >= 400 && e.Code < 500 {
		return &statusError{e.Code, "400", nil}
	}
	return &statusError{500, "500", nil}
}

// retryAfter is in how many seconds it makes sense to try again.
func retryAfter(err error) int {
	var throttled *staff.ThrottledError
	if errors.As(err, &throttled) {
		return int((throttled.RetryAfter + time.Second - 1) / time.Second)
	}
	return 10
}

// showError turns an error into a page. The text of a fault goes to the log only.
func (a *App) showError(c *fiber.Ctx, err error) error {
	r := refusal(err)
	id, ok := c.Locals(localRequest).(string)
	if !ok { // refused before any handler: its body was too large, or its head could not be read
		id = a.mark(c)
		a.findLanguage(c)
		a.Log.Info("refused early", slog.String("request", id), slog.Int("status", r.status))
	}
	var erased *review.ErasedError
	if r.word == "out-of-turn" && strings.HasPrefix(c.Path(), "/a/") {
		r.word = "link-out-of-turn"
	}
	if r.word == "413" {
		if strings.HasPrefix(c.Path(), "/a/") && strings.HasSuffix(c.Path(), "/images") {
			r.word = "picture-too-large"
		}
		r.args = []any{"max", views.Bytes(a.MaxUpload)}
	} else if errors.As(err, &erased) {
		r.args = []any{"reference", string(erased.Reference), "date", erased.At.In(a.Desk.Settings().Zone).Format(time.DateOnly)}
	}
	if r.status >= 500 {
		a.Log.Error("refused", slog.String("request", id), slog.Int("status", r.status), slog.String("error", err.Error()))
	}
	switch r.status {
	case 429, 503:
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(retryAfter(err)))
	}
	c.Set("X-Robots-Tag", "noindex")
	p := a.page(c, "error."+r.word+".heading", r.args...)
	p.NoIndex = true
	m := views.ErrorModel{
		Page: p, Status: r.status, Heading: p.Title, Text: p.T("error."+r.word+".text", r.args...), Request: id,
		BackTo: "/", BackText: p.T("common.back-start"),
	}
	if r.status == fiber.StatusUnauthorized {
		m.BackTo, m.BackText, m.Again = "/login", p.T("login.submit"), a.typedBefore(c)
	}
	if p.Staff != nil {
		m.BackTo, m.BackText = p.Staff.Home, p.T("common.back-home")
	}
	a.backToLink(c, &m)
	if wantsJSON(c) {
		return c.Status(r.status).JSON(refusedAnswer{Words: m.Heading + ". " + m.Text, Path: m.BackTo})
	}
	return render(c, r.status, views.ErrorPage(m))
}

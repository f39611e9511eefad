package handlers

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/imaging"
	"shinsa/review"
	"shinsa/views"
)

// Uploads that one link and one address may try. A person who cannot get it right tries a few dozen times.
const (
	uploadWindow      = 10 * time.Minute
	uploadLinkLimit   = 100
	uploadAddrLimit   = 600
	retryAfterSeconds = "5"
)

// imagesPage handles GET /a/:token/images.
func (a *App) imagesPage(c *fiber.Ctx) error {
	v, done, err := a.open(c)
	if done {
		return err
	}
	return a.showImages(c, fiber.StatusOK, v, nil)
}

func (a *App) showImages(c *fiber.Ctx, status int, v *review.ApplicantView, wrong review.FieldErrors) error {
	m := views.NewImages(a.applicant(c, v, views.StepImages), v, wrong, a.MaxUpload)
	m.Title = problemTitle(m.Page, wrong)
	return render(c, status, views.ImagesPage(m))
}

// addImage handles POST /a/:token/images. A picture that is not taken leaves the page as it was, with
// words beside its side.
func (a *App) addImage(c *fiber.Ctx) error {
	token := c.Params("token")
	v, err := a.Desk.OpenLink(c.UserContext(), token)
	if err != nil {
		return err
	}
	if !v.State.Open() {
		return &review.OutOfTurnError{State: v.State, Act: review.ActSubmit}
	}
	up, wrong, err := readUpload(c)
	if err != nil {
		return err
	}
	to, away := a.onward(c, map[string]string{views.Onward: up.then}, views.StepImages)
	if away && up.images == 0 {
		return c.Redirect(link(c)+"/"+string(to), fiber.StatusSeeOther)
	}
	if err := a.throttle(c, "upload.link", token, uploadWindow, uploadLinkLimit); err != nil {
		return err
	}
	if err := a.throttle(c, "upload.address", a.network(c), uploadWindow, uploadAddrLimit); err != nil {
		return err
	}
	if wrong == nil {
		err = a.Desk.AddImage(c.UserContext(), token, up.side, up.fileName, up.image)
		if err == nil && away && to != views.StepImages {
			return c.Redirect(link(c)+"/"+string(to), fiber.StatusSeeOther)
		}
		if err == nil {
			return c.Redirect(link(c)+"/images#side-"+up.side, fiber.StatusSeeOther)
		}
	}
	status := fiber.StatusUnprocessableEntity
	if wrong == nil {
		if wrong = refusedImage(views.Page{Lang: langOf(c), Words: a.Words}, up.side, err); wrong == nil {
			return err
		}
		if errors.Is(err, review.ErrBusy) {
			status = fiber.StatusServiceUnavailable
			c.Set(fiber.HeaderRetryAfter, retryAfterSeconds)
		}
	}
	return a.showImages(c, status, v, wrong)
}

// upload is what the form of a picture sent. The bytes lie in the request's body.
type upload struct {
	side, fileName string
	image          []byte
	images         int    // how many files were chosen
	then           string // where a button leads that adds the picture on the way (views.Onward)
}

// readUpload reads the form of a picture. The field errors are for a form that could be read and lacks
// something; the error is for one that could not.
func readUpload(c *fiber.Ctx) (upload, review.FieldErrors, error) {
	parts, err := readMultipart(c)
	if err != nil {
		return upload{}, nil, err
	}
	var up upload
	sides := 0
	for _, p := range parts {
		switch {
		case p.Name == "side" && !p.File:
			if sides++; sides == 1 && len(p.Data) <= 64 {
				up.side = string(p.Data)
			}
		case p.Name == views.Onward && !p.File:
			if len(p.Data) <= 128 {
				up.then = string(p.Data)
			}
		case p.Name == "image" && p.File:
			if len(p.Data) == 0 && p.FileName == "" {
				continue // an empty file input
			}
			up.images++
			up.fileName, up.image = p.FileName, p.Data
		}
	}
	field := "image." + up.side
	switch {
	case up.images > 1:
		return up, wrongWith(field, "field-error.two-files"), nil
	case up.images == 0:
		return up, wrongWith(field, "field-error.no-file"), nil
	case up.side == "":
		return up, wrongWith("side", "field-error.side"), nil
	}
	return up, nil, nil
}

func wrongWith(field, word string, args ...any) review.FieldErrors {
	return review.FieldErrors{{Field: field, Word: word, Args: args}}
}

// refusedImage turns the refusal of a picture into words beside its side; nil for what is no refusal.
func refusedImage(p views.Page, side string, err error) review.FieldErrors {
	var (
		refusal *imaging.Refusal
		fields  review.FieldErrors
	)
	field := "image." + side
	switch {
	case errors.As(err, &refusal):
		got, most := measures(p, refusal)
		return wrongWith(field, "image.refused."+string(refusal.Code), "got", got, "max", most)
	case errors.Is(err, review.ErrSamePicture):
		return wrongWith(field, "field-error.same-picture")
	case errors.Is(err, review.ErrBusy):
		return wrongWith(field, "apply.images.busy")
	case errors.As(err, &fields):
		if _, ok := fields.Of("side"); ok {
			return wrongWith("side", "field-error.side")
		}
		return fields
	}
	return nil
}

// measures says the figures of a refusal in units that people know.
func measures(p views.Page, r *imaging.Refusal) (got, most string) {
	unit := func(n int64) string { return p.T("apply.unit.pixels", "n", n) }
	switch r.Code {
	case imaging.RefusedTooLarge:
		unit = func(n int64) string { return views.Bytes(int(n)) }
	case imaging.RefusedTooManyPixels, imaging.RefusedProgressiveTooLarge:
		unit = func(n int64) string {
			return p.T("apply.unit.megapixels", "n", fmt.Sprintf("%.1f", float64(n)/1e6))
		}
	}
	return unit(r.Got), unit(r.Max)
}

// deleteImage handles POST /a/:token/images/:side/delete.
func (a *App) deleteImage(c *fiber.Ctx) error {
	side := c.Params("side")
	if err := a.Desk.DeleteImage(c.UserContext(), c.Params("token"), side); err != nil {
		return err
	}
	a.flash(c, "ok", "apply-deleted")
	return c.Redirect(link(c)+"/images", fiber.StatusSeeOther)
}

// ownImage handles GET /a/:token/images/:side: the applicant's own picture, small.
func (a *App) ownImage(c *fiber.Ctx) error {
	round, err := strconv.Atoi(c.Query("round", "0"))
	if err != nil || round < 0 {
		return review.ErrNotFound
	}
	data, err := a.Desk.LinkImage(c.UserContext(), c.Params("token"), c.Params("side"), round)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderContentDisposition, "inline")
	return c.Send(data)
}

package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
)

// staffRefusal gives an error of the staff's service the status and the words of its page. What it does not
// know it leaves to refusal.
func staffRefusal(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, staff.ErrDenied):
		return &statusError{status: fiber.StatusForbidden, word: "403"}
	case errors.Is(err, staff.ErrLinkInvalid):
		return &statusError{status: fiber.StatusNotFound, word: "404"}
	case errors.Is(err, staff.ErrLastAdmin):
		return &statusError{status: fiber.StatusConflict, word: "last-admin"}
	case errors.Is(err, staff.ErrOwnRole):
		return &statusError{status: fiber.StatusForbidden, word: "own-role"}
	case errors.Is(err, staff.ErrNotPending):
		return &statusError{status: fiber.StatusConflict, word: "not-pending"}
	case errors.Is(err, staff.ErrDisabled):
		return &statusError{status: fiber.StatusConflict, word: "staff-disabled"}
	}
	return err
}

"""Who drives, as one short text that the address of the page can hold, such as "van:time:hazmat"."""

from planner.logistics.vehicles import Drive, vehicle_of
from planner.scenario.scenario import Scenario

BY_TIME, HAZMAT = "time", "hazmat"


def drive_of(text: str, scenario: Scenario) -> Drive | None:
    """Return who drives; None for nobody, or for a vehicle that the scenario does not know."""
    vehicle_id, *more = text.split(":")
    if vehicle_id not in {vehicle.vehicle_id for vehicle in scenario.vehicles}:
        return None
    vehicle = vehicle_of(scenario, vehicle_id, hazmat=True if HAZMAT in more else None)
    return Drive(vehicle, scenario, "time" if BY_TIME in more else "distance")


def timed(text: str, scenario: Scenario) -> str:
    """Return the same with the fastest way sought; without a vehicle that of the scenario drives."""
    vehicle_id, *more = text.split(":")
    if drive_of(text, scenario) is None:
        return f"{scenario.freight.vehicle_id}:{BY_TIME}"
    return ":".join((vehicle_id, BY_TIME, *(part for part in more if part != BY_TIME)))

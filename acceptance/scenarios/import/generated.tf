import {
  to = kfm_zone.quarantine
  id = "quarantine:soils-quarantine"
}


TOP              = $(_HERE_)/..

CICC_PATH        = @nvvm@/nvvm/bin
NVVMIR_LIBRARY_DIR = @nvvm@/nvvm/libdevice

PATH            += $(CICC_PATH):@out@/bin:@hostCompiler@/bin:

INCLUDES        +=  "-I$(TOP)/$(_TARGET_DIR_)/include" $(_SPACE_)
SYSTEM_INCLUDES +=  "-isystem" "$(TOP)/$(_TARGET_DIR_)/include/cccl" $(_SPACE_)

LIBRARIES        =+ $(_SPACE_) "-L$(TOP)/$(_TARGET_DIR_)/lib"

CUDAFE_FLAGS    +=
PTXAS_FLAGS     +=
